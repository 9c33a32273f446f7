/*
 * The dashboard's configuration: how it reaches a running server, and that an outage changes nothing.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ConfigClient } from '../src/platform/config-client.ts'
import { parseDsn } from '../src/wire/dsn.ts'
import { exchangeHttp } from '../src/platform/http.ts'
import { createMcpObs } from '../src/index.ts'
import { readConfig } from '../src/platform/read-config.ts'
import { collectLog } from './collect-log.ts'
import { CONFIG, FakePlatform, sendProblem } from '../../../testkit/platform/fake-platform.ts'
import { GENERATIONS, openShop } from '../../../testkit/mcp/shop.ts'

const DSN = { origin: 'https://acme.test', key: 'mok_0123456789abcdefghjkmnpqrstvwxyz' }

let platform: FakePlatform
beforeEach(async () => {
  platform = await FakePlatform.start()
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
})
afterEach(async () => {
  vi.useRealTimers()
  await platform.stop()
})

function openClient(): { client: ConfigClient; warnings: string[] } {
  const parsed = parseDsn(platform.dsn)
  if (!parsed.ok) throw new Error('bad DSN')
  const { logger, warnings } = collectLog()
  return { client: new ConfigClient({ dsn: parsed.dsn, exchange: exchangeHttp, logger }), warnings }
}

/** Resolves when the configuration has changed. */
const changed = (client: ConfigClient): Promise<void> =>
  new Promise((resolve) => {
    const stop = client.subscribe(() => {
      stop()
      resolve()
    })
  })

describe('the configuration', () => {
  test('is asked for once per time to live, with the ETag', async () => {
    const { client } = openClient()
    await client.ready()
    expect(client.current).toMatchObject({ serverName: 'Acme', enabled: true, title: 'Contact Acme support' })
    client.refreshIfStale()
    expect(platform.configRequests).toHaveLength(1)

    vi.advanceTimersByTime(60_000)
    platform.config.supportTool.title = 'Help'
    const change = changed(client)
    client.refreshIfStale()
    await change
    expect(client.current?.title).toBe('Help')
    expect(platform.configRequests[1]?.headers['if-none-match']).toMatch(/^".+"$/)
  })

  test.each<[string, (client: FakePlatform) => void]>([
    ['500', (at) => (at.onConfig = (_, response) => sendProblem(response, 500, 'internal-error'))],
    ["a proxy's 401", (at) => (at.onConfig = (_, response) => void response.writeHead(401).end('no'))],
    ['HTML', (at) => (at.onConfig = (_, response) => void response.writeHead(200).end('<html>'))],
    [
      'another issuer',
      (at) =>
        (at.config = {
          ...at.config,
          authMode: 'oauth',
          oauth: { issuer: 'https://evil.test', resource: '', scopes: [] },
        }),
    ],
    ['a reset', (at) => (at.onConfig = (request) => void request.socket.destroy())],
  ])('stays the last good one on %s', async (_name, spoil) => {
    const { client } = openClient()
    await client.ready()
    spoil(platform)
    vi.advanceTimersByTime(60_000)
    await client.ready()
    client.expire()
    await vi.waitFor(() => expect(platform.configRequests.length).toBeGreaterThan(1))
    expect(client.current).toMatchObject({ enabled: true, authMode: 'email' })
  })

  test.each(['invalid-key', 'server-not-found', 'misdirected-host'])(
    '%s hides the tool, with one line, for 10 minutes',
    async (code) => {
      const { client, warnings } = openClient()
      platform.onConfig = (_, response) => sendProblem(response, 401, code)
      await client.ready()
      expect(client.current).toBeUndefined()
      vi.advanceTimersByTime(599_000)
      client.refreshIfStale()
      expect(platform.configRequests).toHaveLength(1)

      platform.onConfig = undefined
      vi.advanceTimersByTime(1_000)
      const change = changed(client)
      client.refreshIfStale()
      await change
      expect(client.current).toMatchObject({ enabled: true })
      expect(warnings).toEqual([
        `the support tool is hidden: ${code}. Check MCP_OBS_DSN. Next look in 10 min.`,
      ])
    },
  )

  test.each<[string, (at: FakePlatform) => unknown, string]>([
    ['a host that refuses connections', (at) => at.stop(), 'not-connected ECONNREFUSED'],
    [
      'a reset',
      (at) => (at.onConfig = (request) => void request.socket.destroy()),
      'network-error UND_ERR_SOCKET',
    ],
    [
      '500',
      (at) => (at.onConfig = (_, response) => sendProblem(response, 500, 'internal-error')),
      'status 500 internal-error',
    ],
    [
      'HTML',
      (at) => (at.onConfig = (_, response) => void response.writeHead(200).end('<html>')),
      'status 200',
    ],
  ])('never read because of %s, there is one line after the first look', async (_name, spoil, reason) => {
    const { client, warnings } = openClient()
    await spoil(platform)
    await client.ready()
    for (let i = 0; i < 3; i++) {
      vi.advanceTimersByTime(60_000)
      await client.ready()
    }
    expect(warnings).toEqual([
      `the support tool is off until its configuration can be read: ${reason}. Check MCP_OBS_DSN`,
    ])
  })

  test('a first answer that does not come is waited for 2 s, once', async () => {
    vi.useRealTimers()
    platform.onConfig = () => true
    const { client, warnings } = openClient()
    const start = performance.now()
    await client.ready()
    expect(performance.now() - start).toBeGreaterThan(1_900)
    expect(performance.now() - start).toBeLessThan(3_500)
    await client.ready()
    expect(performance.now() - start).toBeLessThan(3_500)
    expect(warnings).toEqual([
      'the support tool is off until its configuration can be read: timeout. Check MCP_OBS_DSN',
    ])
  })
})

describe('reading it', () => {
  const read = (config: object): ReturnType<typeof readConfig> =>
    readConfig(JSON.stringify({ ...CONFIG, ...config }), 'https://acme.test')

  test('unknown fields are ignored, limits only lower ours, the time to live is clamped', () => {
    expect(read({ shoe: 44, limits: { title: 100, description: 99_999 }, ttlSeconds: 1 })).toMatchObject({
      limits: { title: 100, description: 10_000, body: 65_536 },
      ttlSeconds: 15,
    })
    expect(read({ ttlSeconds: 86_400 })?.ttlSeconds).toBe(3_600)
    expect(read({ ttlSeconds: 'x' })?.ttlSeconds).toBe(60)
  })

  test('texts that models will read are cleaned and capped', () => {
    const config = read({
      supportTool: {
        ...CONFIG.supportTool,
        title: `A\u0007\n${'b'.repeat(80)}`,
        description: 'x'.repeat(2_000),
        categories: ['A', 'a', 5, '', 'B'.repeat(50), 'C'],
      },
    })
    expect(config?.title).toBe(`A ${'b'.repeat(58)}`)
    expect(config?.description).toHaveLength(1_000)
    expect(config?.categories).toEqual(['A', 'B'.repeat(40), 'C'])
  })

  test.each([
    { contract: 0 },
    { contract: '1' },
    { server: {} },
    { authMode: 'magic' },
    { authMode: 'oauth', oauth: { issuer: 'https://acme.test.evil' } },
    { supportTool: { ...CONFIG.supportTool, enabled: 'yes' } },
    { supportTool: { ...CONFIG.supportTool, title: ' ' } },
    { supportTool: { ...CONFIG.supportTool, categories: [] } },
  ])('%j is refused as a whole', (config) => {
    expect(read(config)).toBeUndefined()
  })

  test.each(['', 'null', '[]', '5', '{"contract":1}', '{'])('%j is refused', (text) => {
    expect(readConfig(text, 'https://acme.test')).toBeUndefined()
  })
})

describe.each(GENERATIONS)('a change in the dashboard, on $name', (generation) => {
  test('R2.4 reaches a connected client within the time to live', async () => {
    const caller = await openShop(generation, createMcpObs({ dsn: platform.dsn }))
    const next = (): Promise<void> => new Promise((resolve) => caller.onListChanged(resolve))
    const find = async (): Promise<object | undefined> =>
      (await caller.listTools()).find(({ name }) => name === 'get_support_tool')

    let change = next()
    platform.config.supportTool = { ...platform.config.supportTool, title: 'Help', categories: ['Praise'] }
    await vi.advanceTimersByTimeAsync(60_000)
    await change
    expect(await find()).toMatchObject({
      title: 'Help',
      inputSchema: { properties: { category: { enum: ['Praise'] } } },
    })

    change = next()
    platform.config.supportTool = { ...platform.config.supportTool, enabled: false }
    await vi.advanceTimersByTimeAsync(60_000)
    await change
    expect(await find()).toBeUndefined()

    change = next()
    platform.config.supportTool = { ...platform.config.supportTool, enabled: true }
    await vi.advanceTimersByTimeAsync(60_000)
    await change
    expect(await find()).toMatchObject({ title: 'Help' })
  })

  test('the platform learns when a client last got the tool', async () => {
    const caller = await openShop(generation, createMcpObs({ dsn: platform.dsn }))
    await caller.listTools()
    const listed = (): unknown[] => platform.configRequests.map(({ headers }) => headers['x-mcp-obs-listed'])
    expect(listed()).toEqual([undefined])
    vi.advanceTimersByTime(65_000)
    await vi.waitFor(() => expect(listed()).toEqual([undefined, '60']))
    await caller.close()
  })

  test('a list without the tool does not count', async () => {
    const obs = createMcpObs({ dsn: platform.dsn, supportTool: { enabled: false } })
    const caller = await openShop(generation, obs)
    await caller.listTools()
    vi.advanceTimersByTime(65_000)
    await vi.waitFor(() => expect(platform.configRequests).toHaveLength(2))
    expect(platform.configRequests[1]?.headers).not.toHaveProperty('x-mcp-obs-listed')
    await caller.close()
  })

  test('a platform that was away at the start is found after a pause', async () => {
    platform.onConfig = (request) => void request.socket.destroy()
    const caller = await openShop(generation, createMcpObs({ dsn: platform.dsn }))
    const change = new Promise<void>((resolve) => caller.onListChanged(resolve))
    platform.onConfig = undefined
    expect((await caller.listTools()).map(({ name }) => name)).not.toContain('get_support_tool')
    await vi.advanceTimersByTimeAsync(5_000)
    await change
    expect((await caller.listTools()).map(({ name }) => name)).toContain('get_support_tool')
    expect(platform.configRequests).toHaveLength(2)
  })
})

test('R3.4 a request that the runtime drops is not waited for, and made anew', async () => {
  const exchange = vi.fn(() => new Promise<never>(() => undefined))
  const client = new ConfigClient({ dsn: DSN, exchange, logger: collectLog().logger })
  const waiting = [client.ready(), client.ready()]
  await vi.advanceTimersByTimeAsync(2_500)
  await Promise.all(waiting)
  expect(exchange).toHaveBeenCalledTimes(1)
  await client.ready()
  expect(exchange).toHaveBeenCalledTimes(2)
})
