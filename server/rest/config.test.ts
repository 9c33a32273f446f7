import { recommendedToolDescription } from '#shared/mcp-server.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../test/databases.ts'
import { createServer, serverSettings } from '../test/factories.ts'
import { type Desk, refusalOf, SdkCaller, startDesk } from '../test/sdk-caller.ts'

describe.each(databases)('R2.3 GET /api/mcpserver/config on $name', ({ url }) => {
  let desk: Desk
  let sdk: SdkCaller

  beforeAll(async () => {
    desk = await startDesk(url)
    sdk = desk.sdk
  })
  afterAll(() => desk.close())

  it('200: carries the tool as the dashboard has it', async () => {
    const response = await sdk.readConfig()
    expect(response.headers['cache-control']).toBe('private, max-age=60')
    expect(response.headers.etag).toMatch(/^"[\w-]{43}"$/)
    expect(response.json()).toEqual({
      contract: 1,
      server: { slug: desk.server.slug, name: 'Acme' },
      authMode: 'email',
      supportTool: {
        enabled: true,
        title: 'Contact Acme support',
        description: recommendedToolDescription('Acme'),
        categories: ['Bug Report', 'Feature Request', 'Documentation', 'Other'],
      },
      limits: { title: 200, description: 10_000, body: 65_536 },
      ttlSeconds: 60,
    })
  })

  it('304: for its own tag, also a weak one or among others; 200 for another', async () => {
    const etag = String((await sdk.readConfig()).headers.etag)
    for (const tags of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const response = await sdk.readConfig({ 'if-none-match': tags })
      expect([response.statusCode, response.body]).toEqual([304, ''])
      expect(response.headers.etag).toBe(etag)
      expect(response.headers['cache-control']).toBe('private, max-age=60')
    }
    for (const tags of ['"x"', etag.slice(1, -1)]) {
      expect((await sdk.readConfig({ 'if-none-match': tags })).statusCode).toBe(200)
    }
  })

  it('R5.2 200: a change in the dashboard changes body and tag; switched off is still an answer', async () => {
    const changing = await createServer(desk.staff)
    const caller = new SdkCaller(desk.app, changing)
    const before = await caller.readConfig()
    const settings = serverSettings({
      supportToolEnabled: false,
      supportToolTitle: 'Ask us',
      supportToolCategories: ['Bug', 'Wunsch 😀'],
    })
    await desk.staff.visitor.mutate('mcpServer.update', {
      org: desk.staff.org,
      slug: changing.slug,
      settings,
    })
    const after = await caller.readConfig({ 'if-none-match': String(before.headers.etag) })
    expect(after.statusCode).toBe(200)
    expect(after.headers.etag).not.toBe(before.headers.etag)
    expect(after.json().supportTool).toMatchObject({
      enabled: false,
      title: 'Ask us',
      categories: ['Bug', 'Wunsch 😀'],
    })
  })

  it('405: is only read', async () => {
    for (const method of ['POST', 'PUT', 'DELETE']) {
      const response = await sdk.send(method, '/api/mcpserver/config')
      expect(refusalOf(response)).toBe('405 method-not-allowed')
      expect(response.headers.allow).toBe('GET, HEAD')
    }
    expect((await sdk.send('HEAD', '/api/mcpserver/config')).statusCode).toBe(200)
  })
})
