/*
 * How a ticket is delivered. outages.test.ts tests what the user is told during outages.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterAll, describe, expect, test } from 'vitest'
import { createMcpObs } from '../src/index.ts'
import { collectLog } from './collect-log.ts'
import { FakePlatform, sendProblem, type Misbehave } from '../../../testkit/platform/fake-platform.ts'
import { GENERATIONS, openShop, type Caller } from '../../../testkit/mcp/shop.ts'

const LATER = 'NOT recorded: support cannot take it now. Call again with the same arguments in 2 minutes.'
const UNSURE =
  'NOT confirmed: support gave no usable answer. Calling again with the same arguments in this session is safe and makes no second ticket.'

interface Desk {
  platform: FakePlatform
  caller: Caller
  warnings: string[]
}

// The tests wait for time to pass, so they run concurrently. Each has a platform of its own.
const opened: Desk[] = []
afterAll(async () => {
  for (const { caller, platform } of opened) {
    await caller.close()
    await platform.stop()
  }
})

/** A platform, and a client of a server that reports to it. */
async function open(host?: string): Promise<Desk> {
  const platform = await FakePlatform.start(host)
  const { logger, warnings } = collectLog()
  const caller = await openShop(GENERATIONS[0]!, createMcpObs({ dsn: platform.dsn, logger }))
  opened.push({ platform, caller, warnings })
  return { platform, caller, warnings }
}

const html = (status: number) => (_: IncomingMessage, response: ServerResponse) =>
  void response.writeHead(status, { 'content-type': 'text/html' }).end('<h1>Hello</h1>')
const problem =
  (status: number, code: string, rest: object = {}, headers: object = {}): Misbehave =>
  (_, response) =>
    sendProblem(response, status, code, rest, headers)

describe.concurrent('an answer that comes late', () => {
  /** Fails once, then works. */
  const once = (misbehave: Misbehave): Misbehave => {
    let done = false
    return (...args) => {
      if (done) return false
      done = true
      return misbehave(...args)
    }
  }

  test('Retry-After is waited for', async () => {
    const { platform, caller } = await open()
    platform.onPost = once(problem(503, 'service-unavailable', {}, { 'retry-after': '2' }))
    const start = performance.now()
    expect(await caller.report()).toMatchObject({ outcome: 'recorded' })
    expect(performance.now() - start).toBeGreaterThan(1_950)
  })

  test('413: once more, with the words alone', async () => {
    const { platform, caller } = await open()
    await caller.call('search_orders', { query: '1' })
    platform.onPost = once(problem(413, 'body-too-large'))
    expect(await caller.report()).toMatchObject({
      outcome: 'recorded',
      context_attached: false,
      message: expect.stringContaining('No failing call was attached.'),
    })
    expect(platform.posts.map(({ body }) => body.context !== undefined)).toEqual([true, false])
  })
})

test('a refused key takes the tool off the list', async () => {
  const { platform, caller, warnings } = await open()
  platform.onPost = problem(401, 'invalid-key')
  await caller.report()
  expect((await caller.listTools()).map(({ name }) => name)).not.toContain('get_support_tool')
  expect(warnings.some((warning) => warning.includes('invalid-key'))).toBe(true)
})

test('an enormous failing call still fits the body beside the longest words', async () => {
  const { platform, caller } = await open()
  const query = '😀"\\'.repeat(100_000)
  await caller.call('search_orders', { query, apiKey: query })
  expect(await caller.report({ description: '😀'.repeat(10_000) })).toMatchObject({
    outcome: 'recorded',
    context_attached: true,
  })
  expect(platform.posts[0]?.bytes).toBeLessThanOrEqual(65_536)
})

test('*.localhost is this machine', async () => {
  const { platform, caller } = await open('acme.localhost')
  expect(await caller.report()).toMatchObject({ outcome: 'recorded' })
  expect(platform.posts[0]?.headers.host).toBe(new URL(platform.origin).host)
  platform.onPost = html(200)
  expect(await caller.report({ title: 'x' })).toMatchObject({ outcome: 'failed', message: UNSURE })
  await platform.stop()
  expect(await caller.report({ title: 'y' })).toMatchObject({ outcome: 'failed', message: LATER })
})

test('every request says who it is from, and nothing else', async () => {
  const { platform, caller } = await open()
  await caller.report()
  const {
    host: _host,
    connection: _connection,
    'content-length': _length,
    'idempotency-key': key,
    ...headers
  } = platform.posts[0]!.headers
  expect(key).toMatch(/^v1_[0-9a-f]{64}$/)
  expect(headers).toEqual({
    accept: 'application/json, application/problem+json',
    'accept-encoding': expect.any(String),
    'accept-language': '*',
    'content-type': 'application/json',
    'sec-fetch-mode': 'cors',
    'user-agent': `mcp-obs-typescript/0.1.0 node/${process.versions.node}`,
    'x-mcp-obs-key': 'mok_0123456789abcdefghjkmnpqrstvwxyz',
  })
})
