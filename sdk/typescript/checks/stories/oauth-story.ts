/*
 * What a user who has to sign in meets on a server of any SDK and runtime.
 */
import assert from 'node:assert/strict'
import { setTimeout as wait } from 'node:timers/promises'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { Issuer, RESOURCE } from '../../../../testkit/platform/issuer.ts'
import { asCaller } from '../../../../testkit/mcp/shop.ts'
import { Program } from '../../../../testkit/processes/program.ts'

export interface App {
  /** The program that runs the script. */
  command: string
  /** What the program takes before the script. */
  options?: string[]
  script: string
  folder: string
  /** The name in the platform's URL. */
  host?: string
}

/** Starts one of the apps and tells the story behind our own check and behind the MCP SDK's. */
export async function tellOAuthStory({ command, options = [], script, folder, host }: App): Promise<void> {
  const issuer = await Issuer.start(host)
  const env = { MCP_OBS_DSN: issuer.platform.dsn, RESOURCE_URL: RESOURCE }
  const [file, ...args] = [...options, script]
  const server = new Program(file, { command, args, cwd: folder, env })
  try {
    const origin = await server.says(/^(http:\S+)\n/m)
    await sitOutAnOutage(issuer, { [`${origin}/mcp`]: 503, [`${origin}/own`]: 500 })
    await visit(issuer, `${origin}/mcp`)
    await visit(issuer, `${origin}/own`)
  } finally {
    await server.stop()
    await issuer.stop()
  }
}

/**
 * A server that has just started, while the platform fails.
 *
 * @param statuses what each address answers while nobody can tell good tokens from bad ones. The MCP SDK's own check
 * knows no 503.
 */
export async function sitOutAnOutage(issuer: Issuer, statuses: Record<string, number>): Promise<void> {
  issuer.onKeys = (_, response) => response.writeHead(500).end()
  const token = await issuer.sign()
  let retryAfter = 0
  for (const [url, status] of Object.entries(statuses)) {
    const answer = await ask(url, token)
    assert.equal(answer.status, status, 'an outage is not the fault of a token')
    retryAfter = Math.max(retryAfter, Number(answer.headers.get('retry-after')))
  }
  issuer.onKeys = undefined
  await wait(retryAfter * 1_000)
}

/** @param url where the server is; what it is protected as is `RESOURCE`. */
export async function visit(issuer: Issuer, url: string): Promise<void> {
  const metadataUrl = 'http://127.0.0.1:4444/.well-known/oauth-protected-resource/mcp'
  const foreign = await issuer.sign({ claims: { aud: 'https://other.test' } })
  for (const refused of [undefined, 'nonsense', foreign]) {
    const { status, headers } = await ask(url, refused)
    assert.equal(status, 401)
    assert.ok(headers.get('www-authenticate')?.includes(`resource_metadata="${metadataUrl}"`))
  }
  const metadata = await fetch(new URL(new URL(metadataUrl).pathname, url))
  const { authorization_servers: servers } = (await metadata.json()) as { authorization_servers: string[] }
  assert.deepEqual(servers, [issuer.platform.origin])

  const client = new Client({ name: 'mcp-versions', version: '1.0.0' })
  const authorization = `Bearer ${await issuer.sign({ claims: { sub: 'ana' } })}`
  const requestInit = { headers: { authorization } }
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit }))
  const caller = asCaller(client)
  await caller.call('search_orders')
  const recorded = await caller.report({ title: `at ${url}` })
  assert.partialDeepStrictEqual(recorded, { outcome: 'recorded', context_attached: true })
  assert.equal(issuer.platform.posts.at(-1)?.headers.authorization, authorization)
  await client.close()
}

function ask(url: string, token: string | undefined): Promise<Response> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
  return fetch(url, { method: 'POST', headers })
}
