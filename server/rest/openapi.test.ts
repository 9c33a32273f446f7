import type { RouteOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from '../app.ts'
import { databases } from '../test/databases.ts'
import { type DocumentedOperation, DocumentSchemas } from '../test/document-answers.ts'
import { createServer } from '../test/factories.ts'
import { type Desk, refusalOf, SdkCaller, startDesk } from '../test/sdk-caller.ts'
import { documentOf } from './openapi/document.ts'

const PATH = '/api/mcpserver/openapi.json'
type Document = ReturnType<typeof documentOf>
const documented = Object.entries(documentOf('https://acme.mcp.example.com').paths).flatMap(
  ([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
)

describe.each(databases)('R2.7 GET /api/mcpserver/openapi.json on $name', ({ url }) => {
  let desk: Desk
  beforeAll(async () => {
    desk = await startDesk(url)
  })
  afterAll(() => desk.close())

  const read = (headers: Record<string, string | undefined> = {}, method = 'GET') =>
    desk.sdk.send(method, PATH, { 'x-mcp-obs-key': undefined, ...headers })
  const categoriesOf = (response: { json: <T>() => T }) =>
    response.json<Document>().components.schemas.TicketBody as {
      properties: { category: { enum?: string[] } }
    }

  it('has the routes of the SDK API, and no others', async () => {
    const routes: string[] = []
    const { config, orm } = desk
    const onRoute = ({ method, url: path, onRequest, handler }: RouteOptions) => {
      const refusesMethods = onRequest === handler
      if (path.startsWith('/api/') && !refusesMethods)
        routes.push(...[method].flat().map((each) => `${each} ${path.replaceAll(/:(\w+)/g, '{$1}')}`))
    }
    await (await buildApp({ config, orm, onRoute })).close()
    const served = routes.filter((route) => !route.startsWith('HEAD '))
    expect(served.sort()).toEqual(documented.toSorted())
  })

  it('200: needs no credentials, and names the host by the settings', async () => {
    const { slug, host } = desk.server
    for (const named of [host, host.toUpperCase(), host.replace(/:\d+$/, ''), host.replace(/:\d+$/, ':1')]) {
      const response = await read({ host: named })
      expect(response.statusCode).toBe(200)
      const { servers } = response.json<Document>()
      expect(servers.map((each) => each.url)).toEqual([`http://${slug}.${desk.config.baseDomain}`])
      expect(response.json()).toEqual(JSON.parse(JSON.stringify(documentOf(servers[0]!.url))))
    }
  })

  it('200: pages of other origins may read it, and caches may keep it', async () => {
    const { headers } = await read({ origin: 'https://editor.example' })
    expect(headers).toMatchObject({
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'public, max-age=3600',
      vary: 'x-mcp-obs-key',
    })
    expect(headers['access-control-allow-credentials']).toBeUndefined()
  })

  it('304: for its own tag', async () => {
    const etag = String((await read()).headers.etag)
    const response = await read({ 'if-none-match': etag })
    expect([response.statusCode, response.body, response.headers.etag]).toEqual([304, '', etag])
  })

  it('HEAD: the same headers and no body; 405 for what does not read', async () => {
    const [get, head] = [await read(), await read({}, 'HEAD')]
    expect([head.statusCode, head.body]).toEqual([200, ''])
    expect(head.headers['content-length']).toBe(get.headers['content-length'])
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const response = await read({}, method)
      expect(refusalOf(response)).toBe('405 method-not-allowed')
      expect(response.headers.allow).toBe('GET, HEAD')
    }
  })

  it('200: the key shows the categories of its server, as they are now', async () => {
    const categories = ['Billing', 'Wunsch 😀']
    const own = await createServer(desk.staff, { supportToolCategories: categories })
    const caller = new SdkCaller(desk.app, own)
    const keyed = await caller.send('GET', PATH)
    expect(categoriesOf(keyed).properties.category.enum).toEqual(categories)
    expect(keyed.headers['cache-control']).toBe('private, max-age=60')
    const public_ = await caller.send('GET', PATH, { 'x-mcp-obs-key': undefined })
    expect(categoriesOf(public_).properties.category.enum).toBeUndefined()
    for (const category of categories) expect(public_.body).not.toContain(category)
    const checked = new DocumentSchemas(keyed.json())
    const { requestBody } = keyed.json<{ paths: Record<string, { post: DocumentedOperation }> }>().paths[
      '/api/mcpserver/support'
    ]!.post
    for (const { value } of Object.values(requestBody!.content['application/json']!.examples!))
      expect(checked.faults({ $ref: '#/components/schemas/TicketBody' }, value)).toEqual([])
  })

  it('401: a key that is not of this server; 404: no such server; 400: a key in the URL', async () => {
    const other = await createServer(desk.staff)
    for (const key of ['', 'mok_wrong', other.key])
      expect(refusalOf(await read({ 'x-mcp-obs-key': key }))).toBe('401 invalid-key')
    const { baseDomain } = desk.config
    for (const label of ['no-such-server', 'www', '-'])
      expect(refusalOf(await read({ host: `${label}.${baseDomain}` }))).toBe('404 server-not-found')
    const leaked = await desk.sdk.send('GET', `${PATH}?key=${other.key}`)
    expect(refusalOf(leaked)).toBe('400 invalid-request')
  })
})
