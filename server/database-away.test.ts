import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from './app.ts'
import { databases } from './test/databases.ts'
import { createServer } from './test/factories.ts'
import { createWorld, type World } from './test/isolation-world.ts'
import { LogLines } from './test/log-lines.ts'
import { listen } from './test/raw-http.ts'
import { sendHttp } from './test/send-http.ts'
import { TcpProxy } from '#testkit/network/tcp-proxy.ts'

const CREDENTIALS = { email: 'ada@example.com', password: 'correct horse battery' }

/** What the procedures take beside the organization. */
const TEXTS: Record<string, object> = {
  'account.signUp': { ...CREDENTIALS, name: 'Ada', organizationName: 'Acme' },
  'account.signIn': CREDENTIALS,
  'organization.rename': { name: 'Other' },
}

const mySql = databases.find(({ name }) => name === 'MySQL')

describe.skipIf(!mySql)('one front door while the database is away, on MySQL', () => {
  const log = new LogLines()
  let proxy: TcpProxy
  let world: World
  let app: Awaited<ReturnType<typeof buildApp>>
  let port: number
  let oauthHost: string

  beforeAll(async () => {
    const { network, through } = await TcpProxy.before(mySql!.url)
    proxy = network
    world = await createWorld(through)
    const oauth = { authMode: 'oauth', resourceUrl: 'https://mcp.example.com/mcp' } as const
    oauthHost = (await createServer(world.victim.owner, oauth)).host
    const logger = { level: 'trace', stream: log.stream }
    app = await buildApp({ config: world.config, orm: world.orm, logger })
    port = await listen(app)
    await proxy.stop()
  })
  afterAll(async () => {
    await proxy.listen()
    await app.close()
    await world.close()
    await proxy.stop()
  })

  it.each([
    ['GET', 'organization.get'],
    ['POST', 'organization.rename'],
    ['POST', 'account.signIn'],
    ['POST', 'account.signUp'],
  ])('503 with Retry-After: %s of %s', async (method, procedure) => {
    const { org, visitor } = world.victim.owner
    const input = JSON.stringify({ org, ...TEXTS[procedure] })
    const answer = await sendHttp(port, {
      method,
      path: `/trpc/${procedure}${method === 'GET' ? `?input=${encodeURIComponent(input)}` : ''}`,
      headers: {
        host: 'localhost:3000',
        'sec-fetch-site': 'same-origin',
        ...(procedure.startsWith('organization') && { cookie: visitor.cookie! }),
        ...(method === 'POST' && { 'content-type': 'application/json' }),
      },
      ...(method === 'POST' && {
        body: procedure.startsWith('org') ? input : JSON.stringify(TEXTS[procedure]),
      }),
    })
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, expect.stringMatching(/^[1-3]$/)])
    const [line, ...more] = await log.of(answer.headers['x-request-id'])
    expect(line).toMatchObject({ level: 50, procedure, status: 503 })
    expect(more).toEqual([])
    expect(answer.body).toContain(`"requestId":"${String(answer.headers['x-request-id'])}"`)
  })

  it.each([
    ['GET', '/oauth/authorize?client_id=x'],
    ['POST', '/oauth/token'],
    ['GET', '/sign-in/x/api'],
    ['GET', '/.well-known/oauth-authorization-server'],
  ])('503 with Retry-After: %s %s', async (method, path) => {
    const answer = await sendHttp(port, {
      method,
      path,
      headers: {
        host: oauthHost,
        ...(method === 'POST' && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(method === 'POST' && { body: 'grant_type=authorization_code&code=x&client_id=x' }),
    })
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, expect.stringMatching(/^[1-3]$/)])
    const lines = await log.of(answer.headers['x-request-id'])
    expect(lines).toMatchObject([
      { level: 50, route: path.replace(/\?.*/, '').replace('/x/', '/:uid/'), status: 503 },
    ])
  })

  it.each([
    ['an MCP server', () => oauthHost],
    ['the desk', () => 'localhost:3000'],
  ])('a client in a browser may read it, and its preflights are answered: %s', async (_of, host) => {
    const origin = 'https://inspector.example'
    for (const [method, path] of [
      ['GET', '/.well-known/oauth-authorization-server'],
      ['GET', '/oauth/jwks'],
      ['POST', '/oauth/register'],
      ['POST', '/oauth/token'],
      ['POST', '/oauth/revocation'],
    ] as const) {
      const headers = { host: host(), origin }
      const asked = {
        'access-control-request-method': method,
        'access-control-request-headers': 'content-type',
      }
      const preflight = await sendHttp(port, { method: 'OPTIONS', path, headers: { ...headers, ...asked } })
      const type = path.endsWith('register') ? 'application/json' : 'application/x-www-form-urlencoded'
      const body = {
        headers: { ...headers, 'content-type': type },
        body: type.includes('json') ? '{}' : 'token=x',
      }
      const answer = await sendHttp(port, { method, path, headers, ...(method === 'POST' && body) })
      expect([path, preflight.status, answer.status]).toEqual([path, 204, 503])
      expect(preflight.headers).toMatchObject({
        'access-control-allow-origin': '*',
        'access-control-allow-headers': expect.stringContaining('content-type'),
      })
      expect(answer.headers).toMatchObject({
        'access-control-allow-origin': '*',
        'access-control-expose-headers': expect.stringContaining('retry-after'),
      })
    }
  })
})
