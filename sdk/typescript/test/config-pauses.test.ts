/*
 * How long it takes until the configuration is asked for again, and that all servers of a process share the request.
 */
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createMcpObs } from '../src/index.ts'
import { ConfigClient } from '../src/platform/config-client.ts'
import type { HttpFailure, HttpResponse } from '../src/platform/http-exchange.ts'
import { collectLog } from './collect-log.ts'
import { HANDLERS, serve, stopServers } from './http-hosts.ts'
import { fixture } from '../../../testkit/contract/fixture.ts'
import { asCaller } from '../../../testkit/mcp/shop.ts'
import { CONFIG, FakePlatform, sendProblem } from '../../../testkit/platform/fake-platform.ts'

interface Row {
  name: string
  config: boolean
  answers: (HttpFailure['failure'] | number)[]
  retryAfter?: (string | null)[]
  pauses: number[]
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] }))
afterEach(() => vi.useRealTimers())

test.each(fixture<Row[]>('config-pauses'))(
  'R3.4 pauses: $name',
  async ({ config, answers, retryAfter, pauses }) => {
    const body = JSON.stringify({ ...CONFIG, ttlSeconds: 30 })
    const queue: (HttpResponse | HttpFailure)[] = answers.map((answer, i) =>
      typeof answer === 'string'
        ? { failure: answer }
        : { status: answer, headers: { 'retry-after': retryAfter?.[i] ?? '' }, body: '<html>' },
    )
    if (config) queue.unshift({ status: 200, headers: {}, body })
    const exchange = vi.fn(() => Promise.resolve(queue.shift() ?? { status: 200, headers: {}, body }))
    const client = new ConfigClient({
      dsn: { origin: 'https://acme.test', key: 'mok_0123456789abcdefghjkmnpqrstvwxyz' },
      exchange,
      logger: collectLog().logger,
    })
    await client.ready()
    if (config) await vi.advanceTimersByTimeAsync(30_000)
    for (const [i, pause] of pauses.entries()) {
      if (config || i > 0) await client.ready()
      const asked = exchange.mock.calls.length
      await vi.advanceTimersByTimeAsync(pause * 1_000 - 1)
      await client.ready()
      expect(exchange, `after ${i + 1}`).toHaveBeenCalledTimes(asked)
      await vi.advanceTimersByTimeAsync(1)
    }
    await client.ready()
    expect(exchange).toHaveBeenCalledTimes(answers.length + (config ? 2 : 1))
  },
)

test.each<[string, number, (platform: FakePlatform) => void]>([
  ['a reset', 5_000, (at) => (at.onConfig = (request) => void request.socket.destroy())],
  [
    '429 with Retry-After',
    20_000,
    (at) =>
      (at.onConfig = (_, response) =>
        sendProblem(response, 429, 'quota-exceeded', {}, { 'retry-after': '20' })),
  ],
])(
  'R3.4 after %s, servers that are built for each request ask together, after a pause',
  async (_, pause, spoil) => {
    const platform = await FakePlatform.start()
    spoil(platform)
    const obs = createMcpObs({ dsn: platform.dsn, logger: collectLog().logger })
    const client = new Client({ name: 'test-client', version: '2.0.0' })
    const url = new URL(await serve(HANDLERS['v1 without sessions']!(obs)))
    vi.useFakeTimers({ toFake: ['Date'] })
    await client.connect(new StreamableHTTPClientTransport(url))
    const caller = asCaller(client)
    for (let i = 0; i < 10; i++) {
      expect((await caller.listTools()).map(({ name }) => name)).not.toContain('get_support_tool')
      await Promise.all([1, 2, 3].map(() => caller.call('refund_order', { query: '7' })))
    }
    expect(platform.configRequests).toHaveLength(1)

    platform.onConfig = undefined
    vi.setSystemTime(Date.now() + pause)
    await caller.listTools()
    await vi.waitFor(async () =>
      expect((await caller.listTools()).map(({ name }) => name)).toContain('get_support_tool'),
    )
    expect(platform.configRequests).toHaveLength(2)
    await caller.close()
    await stopServers()
    await platform.stop()
  },
)
