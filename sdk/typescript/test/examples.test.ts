/*
 * The examples, run as a new user would run them, with the built package.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Client as ClientV2, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sendOverHttp } from '../../../testkit/http/send.ts'
import { FakePlatform } from '../../../testkit/platform/fake-platform.ts'
import { Issuer } from '../../../testkit/platform/issuer.ts'
import { asCaller, type Caller } from '../../../testkit/mcp/shop.ts'
import { freePort } from '../../../testkit/processes/free-port.ts'
import { Program } from '../../../testkit/processes/program.ts'

const root = new URL('../../../', import.meta.url)
const script = (example: string): string => fileURLToPath(new URL(`examples/${example}/server.ts`, root))
const built = existsSync(new URL('sdk/typescript/dist/index.js', root))
// In CI the tests are not skipped: a missing build makes them fail.
const skip = !built && process.env['CI'] !== 'true'
const stops: (() => Promise<unknown>)[] = []

let platform: FakePlatform
beforeEach(async () => {
  platform = await FakePlatform.start()
})
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
  await platform.stop()
})

async function openHttp(example: string): Promise<Caller> {
  return connect(await start(example, { MCP_OBS_DSN: platform.dsn, PORT: '0' }))
}

/** Starts an example and waits until it says where it listens. */
async function start(example: string, env: Record<string, string>): Promise<string> {
  const program = new Program(script(example), { env })
  stops.push(() => program.stop())
  const line = await program.says(/^(.+)\n/)
  return /http:\S+/.exec(line)?.[0] ?? line
}

async function connect(url: string, token?: string): Promise<Caller> {
  const client = new ClientV2(
    { name: 'test-client', version: '2.0.0' },
    { versionNegotiation: { mode: 'auto' } },
  )
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }))
  stops.unshift(() => client.close())
  return asCaller(client)
}

async function openStdio(example: string): Promise<Caller> {
  const client = new ClientV1({ name: 'test-client', version: '2.0.0' })
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [script(example)],
      env: { MCP_OBS_DSN: platform.dsn },
    }),
  )
  stops.unshift(() => client.close())
  return asCaller(client)
}

/** The status of a request that names another host than the server's, as in DNS rebinding. */
async function askAs(name: string, url: string, authorization: string): Promise<number> {
  const { host, pathname: path } = new URL(url)
  const response = await sendOverHttp({ method: 'POST', host, path, headers: { host: name, authorization } })
  return response.statusCode
}

describe.skipIf(skip)(
  `examples${built ? '' : ' skipped: no sdk/typescript/dist, run npm run -w sdk/typescript build'}`,
  () => {
    test.each([
      ['typescript-v1-stdio', openStdio],
      ['typescript-v1-http', openHttp],
      ['typescript-v2-stdio', openStdio],
      ['typescript-v2-http', openHttp],
    ])('%s: an order is found, a search fails, the failure becomes a ticket', async (example, open) => {
      const caller = await open(example)
      await caller.listTools()
      expect((await caller.call('get_order', { id: '1042' })).content[0]?.text).toContain('Kettle')
      const failed = await caller.call('search_orders', { query: 'kettle' })
      const incident_id = /"(inc_.{16})"/.exec(failed.content.at(-1)?.text ?? '')?.[1]
      const recorded = await caller.report({ incident_id })
      expect(recorded).toMatchObject({ outcome: 'recorded', context_attached: true })
      const { reference, receipt } = recorded
      expect(await caller.call('get_support_status', { reference, receipt })).toMatchObject({
        structuredContent: { outcome: 'found', reference, status: 'open' },
      })
      expect(platform.posts[0]?.body.context?.incident).toMatchObject({
        tool: 'search_orders',
        arguments: { query: 'kettle' },
        error: {
          name: 'UpstreamError',
          message: 'The order service answered 500: {"error":"search index unavailable"}',
        },
      })
    })

    test.each(['typescript-v1-oauth', 'typescript-v2-oauth'])(
      'R3.3 %s: nobody passes without a token; a ticket knows who raised it',
      async (example) => {
        const issuer = await Issuer.start()
        stops.push(() => issuer.stop())
        // What a server is protected as has to be known before it starts.
        const resource = `http://127.0.0.1:${await freePort()}/mcp`
        issuer.platform.config.oauth = { issuer: issuer.platform.origin, resource, scopes: ['mcp'] }
        expect(await start(example, { MCP_OBS_DSN: issuer.platform.dsn, RESOURCE_URL: resource })).toBe(
          resource,
        )

        const refused = await fetch(resource, { method: 'POST' })
        expect(refused.status).toBe(401)
        const [, metadataUrl = ''] =
          /resource_metadata="([^"]+)"/.exec(refused.headers.get('www-authenticate') ?? '') ?? []
        expect(await (await fetch(metadataUrl)).json()).toMatchObject({
          resource,
          authorization_servers: [issuer.platform.origin],
        })
        const token = await issuer.sign({ claims: { sub: 'ana' } })
        const authorization = `Bearer ${token}`
        const foreign = await fetch(resource, {
          method: 'POST',
          headers: { authorization, origin: 'https://evil.test' },
        })
        expect(foreign.status).toBe(403)
        expect(await askAs('evil.test', resource, authorization)).toBe(403)

        const caller = await connect(resource, token)
        expect((await caller.call('who_am_i')).content[0]?.text).toBe('ana')
        await caller.call('search_orders', { query: 'kettle' })
        expect(await caller.report()).toMatchObject({ outcome: 'recorded', context_attached: true })
        expect(issuer.platform.posts[0]?.headers.authorization).toBe(authorization)
      },
    )
  },
)
