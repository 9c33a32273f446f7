/*
 * The examples, run as a newcomer would run them, over the built package.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Client as ClientV2, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { FakePlatform } from './fake-platform.ts'
import { asCaller, type Caller } from './shop.ts'

const root = new URL('../../../', import.meta.url)
const script = (example: string): string => fileURLToPath(new URL(`examples/${example}/server.ts`, root))
const built = existsSync(new URL('sdk/typescript/dist/index.js', root))
// In CI a missing build is a failure, and the tests say so by themselves.
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
  const child = spawn(process.execPath, [script(example)], {
    env: { MCP_OBS_DSN: platform.dsn, PORT: '0' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  stops.push(() => {
    const exited = once(child, 'exit')
    child.kill()
    return exited
  })
  const [line] = (await once(createInterface(child.stderr), 'line')) as [string]
  const client = new ClientV2(
    { name: 'test-client', version: '2.0.0' },
    { versionNegotiation: { mode: 'auto' } },
  )
  await client.connect(new StreamableHTTPClientTransport(new URL(/http:\S+/.exec(line)?.[0] ?? '')))
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
  },
)
