import { rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { buildApp } from '../app.ts'
import { makeBuiltClient } from '../test/built-client.ts'
import { databases } from '../test/databases.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { listen } from '../test/raw-http.ts'
import { FILE_DEADLINE_MS } from './deadlines.ts'

describe('the dashboard’s files', () => {
  let folder: string
  let test: TestApp
  let app: FastifyInstance
  beforeAll(async () => {
    folder = makeBuiltClient()
    test = await startTestApp(databases[0]!.url)
    app = await buildApp({ config: test.config, orm: test.orm, spaFolder: folder })
  })
  afterAll(async () => {
    await app.close()
    await test.close()
    rmSync(folder, { recursive: true })
  })

  const get = (url: string, host = 'localhost:3000') => app.inject({ url, headers: { host } })

  it.each(['/', '/sign-in', '/o/acme/tickets/TK-0000-0000'])(
    '200: %s is the application, with a nonce of its own',
    async (url) => {
      const [first, second] = [await get(url), await get(url)]
      const nonce = /nonce="([^"]+)"/.exec(first.body)![1]!
      expect(first.headers['content-security-policy']).toContain(`style-src 'self' 'nonce-${nonce}'`)
      expect(first.headers['content-security-policy']).toMatch(/script-src 'self';.*frame-ancestors 'none'/)
      expect(first.headers['cache-control']).toBe('no-store')
      expect(second.body).not.toContain(nonce)
    },
  )

  it('the page that connects an agent cannot be framed, and lets a client have it in a popup', async () => {
    const page = await get('/connect/V1StGXR8_Z5jdHi6B-myT')
    expect(page.headers).toMatchObject({
      'x-frame-options': 'DENY',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
      'cross-origin-opener-policy': 'unsafe-none',
      'referrer-policy': 'no-referrer',
    })
    expect((await get('/o/acme/agents')).headers['cross-origin-opener-policy']).toBe('same-origin')
  })

  it('keeps hashed assets for good and the others for minutes', async () => {
    expect((await get('/assets/index-x1.js')).headers['cache-control']).toContain('immutable')
    expect((await get('/favicon.svg')).headers['cache-control']).toBe('public, max-age=300')
  })

  it.each(
    [
      ['/assets/gone.js', '/trpc/nothing', '/api/mcpserver/config'],
      // What the health port answers, and what other programs look for.
      ['/healthz', '/readyz', '/metrics', '/healthz/', '/healthz?verbose=1'],
      [
        '/sitemap.xml',
        '/.env',
        '/.git/config',
        '/.well-known/security',
        '/manifest.json?v=1',
        '/o/acme/x.php',
      ],
      // What MCP clients and sign-ins ask for.
      ['/mcp/sse', '/mcp/sse?x=1', '/oauth', '/oauth/userinfo', '/connect/x/api/approve', '/connect/x/api/'],
      ['/assets/index-x1.js.br', '/assets/index-x1.js.gz', '/.vite/manifest.json'],
    ].flat(),
  )('404: %s', async (url) => {
    const response = await get(url)
    expect(response.statusCode).toBe(404)
    expect(response.headers['content-type']).toMatch(/json/)
  })

  it.each([
    ['the dashboard', 'localhost:3000'],
    ['an MCP server', 'acme.localhost:3000'],
  ])('robots.txt and favicon.ico are what they say on the host of %s', async (_of, host) => {
    const [robots, icon] = [await get('/robots.txt', host), await get('/favicon.ico', host)]
    expect([robots.headers['content-type'], robots.body]).toEqual([
      'text/plain; charset=utf-8',
      'User-agent: *',
    ])
    expect([icon.headers['content-type'], icon.body]).toEqual(['image/vnd.microsoft.icon', 'ico'])
  })

  it.each([
    ['gzip, deflate, br', 'br', 'brotli'],
    ['gzip', 'gzip', 'gzip'],
    ['identity', undefined, '1'],
    ['br;q=0', undefined, '1'],
    [undefined, undefined, '1'],
  ])(
    'serves a file in the smallest form that was built: Accept-Encoding %s',
    async (accepted, encoding, body) => {
      const headers = { host: 'localhost:3000', ...(accepted && { 'accept-encoding': accepted }) }
      const response = await app.inject({ url: '/assets/index-x1.js', headers })
      expect([response.headers['content-encoding'], response.body]).toEqual([encoding, body])
      expect(response.headers).toMatchObject({
        'content-type': expect.stringMatching(/javascript; charset=utf-8$/),
        'cache-control': 'public, max-age=31536000, immutable',
        vary: 'accept-encoding',
      })
    },
  )

  it.each(['bytes=0-0', 'bytes=99999999-', 'bytes=5-1', 'lines=1-2', 'bytes=0-0,2-3'])(
    'serves a whole file, whatever part is asked for: %s',
    async (range) => {
      const headers = { host: 'localhost:3000', range }
      const { statusCode, body } = await app.inject({ url: '/assets/index-x1.js', headers })
      expect([statusCode, body]).toEqual([200, '1'])
    },
  )

  it('counts all built files as one route', async () => {
    await get('/assets/index-x1.js')
    const { text } = await app.metrics.read()
    const routes = text.match(/(?<=requests_total\{route=")\/assets[^"]*/g)
    expect(new Set(routes)).toEqual(new Set(['/assets/*']))
  })

  it('has no sign-in page, which belongs to the MCP servers’ hosts', async () => {
    expect((await get('/sign-in.html')).statusCode).toBe(404)
  })

  it('404: nothing of it on an MCP server’s host', async () => {
    for (const url of ['/', '/index.html', '/assets/index-x1.js', '/healthz']) {
      expect((await get(url, 'acme.localhost:3000')).statusCode, url).toBe(404)
    }
  })

  it.each([
    ['the dashboard', 'localhost:3000', '/assets/index-x1.js'],
    ['the sign-in pages', 'acme.localhost:3000', '/assets/sign-in-x1.js'],
  ])('closes the connection of a client that does not read a file of %s', async (_of, host, path) => {
    writeFileSync(join(folder, path), Buffer.alloc(32_000_000, 'x'))
    const slow = await buildApp({ config: test.config, orm: test.orm, spaFolder: folder })
    const port = await listen(slow)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const accepted = once(slow.server, 'connection')
      const asked = once(slow.server, 'request')
      const client = connect(port, '127.0.0.1').on('error', () => {})
      client.pause().write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
      const [socket] = (await accepted) as [typeof client]
      const [, answer] = (await asked) as [unknown, { headersSent: boolean }]
      while (!answer.headersSent) await new Promise((resolve) => void setImmediate(resolve))
      await vi.advanceTimersByTimeAsync(FILE_DEADLINE_MS - 100)
      expect(socket.destroyed).toBe(false)
      await vi.advanceTimersByTimeAsync(2_000)
      expect(socket.destroyed).toBe(true)
      client.destroy()
    } finally {
      vi.useRealTimers()
      await slow.close()
    }
  })
})
