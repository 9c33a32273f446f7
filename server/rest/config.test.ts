import { type McpServerDto, recommendedToolDescription } from '#shared/mcp-server.ts'
import { fixture } from '#testkit/contract/fixture.ts'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { databases } from '../test/databases.ts'
import { createServer, serverSettings } from '../test/factories.ts'
import { type Desk, refusalOf, SdkCaller, startDesk } from '../test/sdk-caller.ts'

const LISTED = fixture<{ header: string; seconds?: number | null }[]>('listed')
const READ = LISTED.filter(({ seconds }) => typeof seconds === 'number')
const IGNORED = LISTED.filter(({ seconds }) => seconds === null)

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

  describe('when a client last got the tool', () => {
    const listedAt = async (slug: string) => {
      const { toolListedAt } = await desk.staff.visitor.query<McpServerDto>('mcpServer.get', {
        org: desk.staff.org,
        slug,
      })
      return toolListedAt === undefined ? undefined : Date.parse(toolListedAt)
    }
    const open = async () => {
      const { slug, host, key } = await createServer(desk.staff)
      const caller = new SdkCaller(desk.app, { host, key })
      return { slug, say: (header: string) => caller.readConfig({ 'x-mcp-obs-listed': header }) }
    }
    const secondsAgo = (time: number | undefined) => Math.round((Date.now() - (time ?? 0)) / 1_000)

    it('is not known before an SDK says it, and belongs to one server', async () => {
      const [server, other] = [await open(), await open()]
      expect((await server.say('600')).statusCode).toBe(200)
      await vi.waitFor(async () => expect(secondsAgo(await listedAt(server.slug)) - 600).toBeLessThan(10))
      expect(await listedAt(other.slug)).toBeUndefined()
    })

    it('is stored once a minute, and never goes back', async () => {
      const [server, other] = [await open(), await open()]
      await server.say('600')
      await vi.waitFor(async () => expect(await listedAt(server.slug)).toBeDefined())
      // What is said while the time before is still being written, is not written. SDKs say it again.
      await vi.waitFor(async () => {
        await server.say('30')
        expect(secondsAgo(await listedAt(server.slug))).toBeLessThan(60)
      })
      const stored = await listedAt(server.slug)
      for (const header of ['0', '31', '86400']) await server.say(header)
      await other.say('0')
      await vi.waitFor(async () => expect(await listedAt(other.slug)).toBeDefined())
      expect(await listedAt(server.slug)).toBe(stored)
    })

    it.each(READ)('$header is read as $seconds', async ({ header, seconds }) => {
      const server = await open()
      await server.say(header)
      await vi.waitFor(async () => expect(await listedAt(server.slug)).toBeDefined())
      expect(Math.abs(secondsAgo(await listedAt(server.slug)) - Number(seconds))).toBeLessThan(30)
    })

    it.each(IGNORED)('$header is ignored', async ({ header }) => {
      const [server, other] = [await open(), await open()]
      expect((await server.say(header)).statusCode).toBe(200)
      await other.say('0')
      await vi.waitFor(async () => expect(await listedAt(other.slug)).toBeDefined())
      expect(await listedAt(server.slug)).toBeUndefined()
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
