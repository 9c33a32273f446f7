import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SignInStepDto } from '#shared/sign-in.ts'
import { buildApp } from '../app.ts'
import { databases } from '../test/databases.ts'
import { createServer as createMcpServer, PASSWORD, signUpStaff } from '../test/factories.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { OauthVisitor, type Tokens } from '../test/oauth-flow.ts'
import { fetchGuarded, isGuardWorking } from './client-documents.ts'

describe('the guard against private addresses', () => {
  it('works on this runtime', async () => {
    expect(await isGuardWorking(fetchGuarded)).toBe(true)
  })

  it('is found out where it does not', async () => {
    const unguarded: typeof fetch = (address, options) => fetch(address, { headers: options?.headers ?? {} })
    expect(await isGuardWorking(unguarded)).toBe(false)
  })

  it('is not done without', async () => {
    const server = createServer((_request, response) => response.end())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    expect(() => fetchGuarded(`http://127.0.0.1:${port}`)).toThrow('without a guard')
    server.close()
  })
})

/** As Claude Code publishes it: loopback addresses without a port, and no word about the type of application. */
const DOCUMENT = {
  client_name: 'Claude Code',
  redirect_uris: ['http://localhost/callback', 'http://127.0.0.1/callback'],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
}

describe.each(databases)('R6 clients identified by a document on $name', ({ url }) => {
  let desk: TestApp
  let host: string
  let fetched: string[]
  const documents = new Map<string, object>()
  const visit = async () => {
    fetched = []
    const fetchDocument: typeof fetch = async (request) => {
      const address = new Request(request).url
      fetched.push(address)
      const document = documents.get(address)
      return document ? Response.json(document) : new Response('', { status: 404 })
    }
    const app = await buildApp({ config: desk.config, orm: desk.orm, findFetch: async () => fetchDocument })
    return new OauthVisitor(app, host)
  }
  beforeAll(async () => {
    desk = await startTestApp(url)
    const resourceUrl = 'https://mcp.example.com/mcp'
    host = (await createMcpServer(await signUpStaff(desk.app), { authMode: 'oauth', resourceUrl })).host
  })
  afterAll(() => desk.close())

  it('are accepted, on any port of the user’s machine, and shown with the domain of their document', async () => {
    const ana = await visit()
    ana.clientId = `https://claude.example/${randomUUID()}.json`
    documents.set(ana.clientId, { client_id: ana.clientId, ...DOCUMENT })
    ana.redirectUri = 'http://localhost:51763/callback'
    let page = await ana.open()
    page = await ana.act(page, 'sign-up', { name: 'Ana Lima', email: ana.email, password: PASSWORD })
    expect((await ana.step(page)).json<SignInStepDto>()).toMatchObject({
      client: { name: 'Claude Code', domain: 'claude.example' },
      redirect: { target: 'localhost:51763', kind: 'loopback' },
    })
    const callback = await ana.act(page, 'consent')
    expect(callback.origin).toBe('http://localhost:51763')
    const tokens = (await ana.redeem(callback.searchParams.get('code')!)).json<Tokens>()
    expect(tokens.scope).toBe('mcp')
    expect((await ana.refresh(tokens.refresh_token)).statusCode).toBe(200)
    expect(fetched).toEqual([ana.clientId])
    await ana.app.close()
  })

  it.each([
    ['names another client', { client_id: 'https://other.example/client.json' }],
    ['has a shared secret', { token_endpoint_auth_method: 'client_secret_basic' }],
    ['sends users to another machine without https', { redirect_uris: ['http://evil.example/callback'] }],
  ])('are refused where the document %s', async (_fault, fault) => {
    const ana = await visit()
    ana.clientId = `https://claude.example/${randomUUID()}.json`
    documents.set(ana.clientId, { client_id: ana.clientId, ...DOCUMENT, ...fault })
    const response = await ana.browser.get(ana.authorizationUrl())
    expect(response.statusCode).toBe(400)
    expect(response.json()).toMatchObject({ error: expect.stringMatching(/^invalid_/) })
    await ana.app.close()
  })

  it('are refused, and nothing is fetched, where the address is longer than what is kept of it', async () => {
    const ana = await visit()
    ana.clientId = `https://claude.example/${'x'.repeat(500)}.json`
    documents.set(ana.clientId, { client_id: ana.clientId, ...DOCUMENT })
    expect((await ana.browser.get(ana.authorizationUrl())).statusCode).toBe(400)
    expect(fetched).toEqual([])
    await ana.app.close()
  })

  it('are refused where there is no document', async () => {
    const ana = await visit()
    ana.clientId = `https://claude.example/${randomUUID()}.json`
    const response = await ana.browser.get(ana.authorizationUrl())
    expect(response.json()).toMatchObject({ error: 'invalid_client' })
    const { pathname, search } = ana.authorizationUrl()
    const headers = { host, accept: 'text/html' }
    const page = await ana.app.inject({ url: `${pathname}${search}`, headers })
    expect(page.body).toContain('whether it reaches the internet')
    expect(page.body).not.toContain('add it again')
    await ana.app.close()
  })

  it('are neither accepted nor announced where documents must not be fetched', async () => {
    const ana = new OauthVisitor(desk.app, host)
    ana.clientId = 'https://claude.example/client.json'
    expect((await ana.browser.get(ana.authorizationUrl())).json()).toMatchObject({ error: 'invalid_client' })
    const metadata = await ana.browser.get(`${ana.origin}/.well-known/oauth-authorization-server`)
    expect(metadata.json()).not.toHaveProperty('client_id_metadata_document_supported')
    const fetching = await visit()
    const promised = await fetching.browser.get(`${ana.origin}/.well-known/oauth-authorization-server`)
    expect(promised.json()).toMatchObject({ client_id_metadata_document_supported: true })
    await fetching.app.close()
  })
})
