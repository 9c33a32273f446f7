import { rmSync } from 'node:fs'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeBuiltClient } from '../test/built-client.ts'
import { readSignInPage, type RenderSignInPage, serveSignInFiles } from './sign-in-page.ts'
import { serveSpa } from './spa.ts'
import { resolveSite } from './tenant-host.ts'

const HOSTILE = `</script><script>alert(1)</script><!-- $& $\` \u2028\u2029 __CSP_NONCE__ "__SIGN_IN_PAGE__"`

describe('the sign-in page', () => {
  let folder: string
  let render: RenderSignInPage
  beforeAll(async () => {
    folder = makeBuiltClient()
    render = await readSignInPage(folder)
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('R6 has all its headers, wherever it is sent from', () => {
    const { html, headers } = render({ serverName: 'Orders' })
    const nonce = /nonce="([^"]+)"/.exec(html)![1]!
    expect(headers).toEqual({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy':
        `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; ` +
        "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'unsafe-none',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    })
    expect(render({ serverName: 'Orders' }).html).not.toContain(nonce)
  })

  it('R6 carries what clients and tenants wrote as data that cannot leave its element', () => {
    const page = { serverName: HOSTILE }
    const { html } = render(page)
    expect(html.match(/<\/?script/g)).toHaveLength(6)
    expect(html).not.toMatch(/[\u2028\u2029]/)
    const json = /<script type="application\/json" id="page">(.*?)<\/script>/s.exec(html)![1]!
    expect(JSON.parse(json)).toEqual(page)
  })

  it('says what to do where the pages were not built, with the same headers', async () => {
    const renderNotBuilt = await readSignInPage(undefined)
    const { html, headers } = renderNotBuilt({ serverName: HOSTILE })
    expect(html).toContain('npm run build')
    expect(html).not.toContain('<script')
    expect(Object.keys(headers)).toEqual(Object.keys(render({ serverName: '' }).headers))
  })
})

describe('the sign-in page’s files', () => {
  let folder: string
  let app: FastifyInstance
  beforeAll(async () => {
    folder = makeBuiltClient()
    app = Fastify()
    const settings = { appOrigin: 'http://localhost:3000', baseDomain: 'localhost:3000' }
    resolveSite(app, settings as Parameters<typeof resolveSite>[1])
    await app.register(serveSignInFiles, { folder })
    await app.register(serveSpa, { folder })
  })
  afterAll(async () => {
    await app.close()
    rmSync(folder, { recursive: true })
  })

  const get = (url: string, host: string) => app.inject({ url, headers: { host } })

  it('are there on an MCP server’s host, hashed ones for good', async () => {
    const asset = await get('/assets/sign-in-x1.js', 'acme.localhost:3000')
    expect([asset.statusCode, asset.headers['cache-control']]).toEqual([
      200,
      'public, max-age=31536000, immutable',
    ])
    const script = await get('/color-scheme.js', 'acme.localhost:3000')
    expect([script.statusCode, script.headers['cache-control']]).toEqual([200, 'public, max-age=300'])
  })

  it.each([
    '/',
    '/index.html',
    '/sign-in.html',
    '/assets/index-x1.js',
    '/assets/../index.html',
    '/.vite/manifest.json',
  ])('404: %s is not one of them', async (url) => {
    expect((await get(url, 'acme.localhost:3000')).statusCode).toBe(404)
  })
})
