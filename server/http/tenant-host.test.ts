import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DomainError } from '../domain/errors.ts'
import { databases } from '../test/databases.ts'
import { sendRaw, listen } from '../test/raw-http.ts'
import { type Desk, type ProblemBody, refusalOf, startDesk } from '../test/sdk-caller.ts'
import { siteParser } from './tenant-host.ts'

const settings = {
  appOrigin: 'https://desk.example.com',
  baseDomain: 'mcp.example.com',
  appSecret: '',
  signUp: 'open',
} as const

function siteOf(
  host: string | undefined,
  target = '/',
  overrides: { appOrigin?: string; baseDomain?: string } = {},
) {
  const request = new IncomingMessage(new Socket())
  if (host !== undefined) {
    request.headers.host = host
    request.rawHeaders.push('Host', host)
  }
  request.url = target
  const site = siteParser({ ...settings, ...overrides })(request)
  if (site instanceof DomainError) return site.code
  return site.kind === 'app' ? 'app' : `mcp-server ${site.slug}`
}

describe('R2.2 hosts', () => {
  it.each([
    ['desk.example.com', 'app'],
    ['DESK.example.com', 'app'],
    ['desk.example.com.', 'app'],
    ['desk.example.com:443', 'app'],
    ['desk.example.com.:8443', 'app'],
    ['acme.mcp.example.com', 'mcp-server acme'],
    ['ACME.MCP.EXAMPLE.COM', 'mcp-server acme'],
    ['acme.mcp.example.com.', 'mcp-server acme'],
    ['acme.mcp.example.com:8080', 'mcp-server acme'],
    ['acme.mcp.example.com.:8080', 'mcp-server acme'],
    // The label is looked up and not found, as any unknown one.
    ['a.b.mcp.example.com', 'mcp-server '],
    ['-a.mcp.example.com', 'mcp-server '],
    ['a_b.mcp.example.com', 'mcp-server '],
    ['.mcp.example.com', 'mcp-server '],
    ['a@b.mcp.example.com', 'mcp-server '],
    ['evil.test, acme.mcp.example.com', 'mcp-server '],
    [`${'a'.repeat(63)}.mcp.example.com`, `mcp-server ${'a'.repeat(63)}`],
    [`${'a'.repeat(64)}.mcp.example.com`, 'mcp-server '],
    ['mcp.example.com', 'misdirected-host'],
    ['example.com', 'misdirected-host'],
    ['evil.example', 'misdirected-host'],
    ['acmemcp.example.com', 'misdirected-host'],
    ['acme.mcp.example.com.evil.test', 'misdirected-host'],
    ['acme.mcp.example.com..', 'misdirected-host'],
    ['acme.mcp.example.com:', 'misdirected-host'],
    ['acme.mcp.example.com:x', 'misdirected-host'],
    ['acme.mcp.example.com:123456', 'misdirected-host'],
    ['acme.mcp.example.com/', 'misdirected-host'],
    ['acme.mcp.example.com, evil.test', 'misdirected-host'],
    ['acme.mcp.example.com@evil.test', 'misdirected-host'],
    ['acme.mcp.example.com\t', 'misdirected-host'],
    ['desk.example.com:443:443', 'misdirected-host'],
    ['127.0.0.1', 'misdirected-host'],
    ['[::1]:3000', 'misdirected-host'],
    ['', 'misdirected-host'],
    [undefined, 'misdirected-host'],
  ])('%j is %s', (host, site) => {
    expect(siteOf(host)).toBe(site)
  })

  it.each([
    ['http://acme.mcp.example.com/x', 'mcp-server acme'],
    ['HTTPS://ACME.mcp.example.com', 'mcp-server acme'],
    ['http://other.mcp.example.com/x', 'invalid-request'],
    ['http://acme.mcp.example.com:80/x', 'invalid-request'],
    ['http://acme.mcp.example.com@evil.test/x', 'invalid-request'],
    ['http://evil@acme.mcp.example.com/x', 'invalid-request'],
    ['ftp://acme.mcp.example.com/x', 'invalid-request'],
    ['//evil.test/x', 'mcp-server acme'],
    ['*', 'mcp-server acme'],
  ])('a request line for %s is %s', (target, site) => {
    expect(siteOf('acme.mcp.example.com', target)).toBe(site)
  })

  it('the dashboard may live under the base domain or be it', () => {
    const under = { appOrigin: 'https://desk.mcp.example.com' }
    expect(siteOf('desk.mcp.example.com', '/', under)).toBe('app')
    const same = { appOrigin: 'http://localhost:3000', baseDomain: 'localhost:3000' }
    expect(siteOf('localhost:3000', '/', same)).toBe('app')
    expect(siteOf('acme.localhost', '/', same)).toBe('mcp-server acme')
  })
})

describe('R2.2 hosts on a socket', () => {
  let desk: Desk
  let port: number
  beforeAll(async () => {
    desk = await startDesk(databases[0]!.url)
    port = await listen(desk.app)
  })
  afterAll(() => desk.close())

  async function readConfig(lines: string[], target = '/api/mcpserver/config') {
    const { server } = desk
    const request = [`GET ${target} HTTP/1.1`, ...lines, `X-MCP-Obs-Key: ${server.key}`, 'Connection: close']
    const { status, body } = await sendRaw(port, request)
    return status === 200 ? '200' : `${status} ${(JSON.parse(body) as ProblemBody).code}`
  }

  it('200: upper case, a trailing dot and any port are the same host', async () => {
    const { slug } = desk.server
    for (const host of [`${slug}.localhost`, `${slug.toUpperCase()}.LOCALHOST.`, `${slug}.localhost.:81`]) {
      expect(await readConfig([`Host: ${host}`])).toBe('200')
    }
  })

  it('400: two Host headers, different or not', async () => {
    const { host } = desk.server
    expect(await readConfig([`Host: ${host}`, 'Host: evil.test'])).toBe('400 invalid-request')
    expect(await readConfig([`Host: ${host}`, `hOST: ${host}`])).toBe('400 invalid-request')
  })

  it('400: a request line that names another host', async () => {
    const { host } = desk.server
    expect(await readConfig([`Host: ${host}`], `http://${host}/api/mcpserver/config`)).toBe('200')
    const elsewhere = 'http://evil.test/api/mcpserver/config'
    expect(await readConfig([`Host: ${host}`], elsewhere)).toBe('400 invalid-request')
  })

  it('421: X-Forwarded-Host and Forwarded are never read', async () => {
    const { host } = desk.server
    const forwarded = [`X-Forwarded-Host: ${host}`, `Forwarded: host="${host}"`]
    expect(await readConfig(['Host: evil.test', ...forwarded])).toBe('421 misdirected-host')
    expect(await readConfig([`Host: ${host}`, 'X-Forwarded-Host: evil.test'])).toBe('200')
  })

  it('400: two Authorization headers', async () => {
    const lines = [`Host: ${desk.server.host}`, 'Authorization: Bearer a', 'Authorization: Bearer b']
    expect(await readConfig(lines)).toBe('400 invalid-request')
  })

  it('404: no route of one site exists on the other', async () => {
    const ask = (method: 'GET' | 'POST', url: string, host: string) =>
      desk.app.inject({ method, url, headers: { host, 'content-type': 'application/json' } })
    for (const [method, url] of [
      ['GET', '/trpc/account.session'],
      ['POST', '/trpc/account.signIn'],
      ['GET', '/'],
      ['GET', '/index.html'],
    ] as const) {
      expect(refusalOf(await ask(method, url, desk.server.host))).toBe('404 route-not-found')
    }
    for (const [method, url] of [
      ['GET', '/api/mcpserver/config'],
      ['POST', '/api/mcpserver/support'],
      ['POST', '/api/mcpserver/config'],
      ['GET', '/api/mcpserver/support/TK-0000-0000'],
    ] as const) {
      expect(refusalOf(await ask(method, url, 'localhost:3000'))).toBe('404 route-not-found')
    }
  })

  it('404: a route that nobody gave a site exists on none', async () => {
    const { buildApp } = await import('../app.ts')
    const app = await buildApp({ config: desk.config, orm: desk.orm })
    app.get('/forgotten', () => 'reached')
    for (const host of ['localhost:3000', desk.server.host]) {
      const response = await app.inject({ url: '/forgotten', headers: { host } })
      expect(refusalOf(response)).toBe('404 route-not-found')
    }
    await app.close()
  })
})
