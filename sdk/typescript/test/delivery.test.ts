/*
 * The platform misbehaves in every way a network can, and the user is told the truth within 10 s.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterAll, describe, expect, test } from 'vitest'
import { createMcpObs } from '../src/index.ts'
import { collectLog } from './collect-log.ts'
import { FakePlatform, sendProblem, type Misbehave } from './fake-platform.ts'
import { GENERATIONS, openShop, type Caller } from './shop.ts'

const LATER = 'NOT recorded: support cannot take it now. Call again with the same arguments in 2 minutes.'
const UNSURE =
  'NOT confirmed: support did not answer in time. Calling again with the same arguments is safe and makes no second ticket.'
const OFF = 'NOT recorded: support is not available on this server. Do not try again.'
const SIGN_IN = 'NOT recorded: the user must sign in to this server again, then call again.'
const fault = (code: string): string =>
  `NOT recorded: the report was not accepted (${code}). Tell the user to contact Acme another way.`

interface Desk {
  platform: FakePlatform
  caller: Caller
  warnings: string[]
}

// The tests wait for time to pass, so they run at once; each has a platform of its own.
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
const raw =
  (status: number, body: string, headers: Record<string, string> = {}) =>
  (_: IncomingMessage, response: ServerResponse) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
const problem =
  (status: number, code: string, rest: object = {}, headers: object = {}): Misbehave =>
  (_, response) =>
    sendProblem(response, status, code, rest, headers)
const category = { errors: [{ pointer: '/category', code: 'not-in-list', allowed: ['Question', 'Praise'] }] }

/** What the platform does, how often it is asked, and what the user hears. */
const MODES: [string, Misbehave, attempts: number, outcome: string, message: string][] = [
  ['500', problem(500, 'internal-error'), 3, 'failed', UNSURE],
  ['503 of ours', problem(503, 'service-unavailable'), 3, 'failed', LATER],
  ["503 of a proxy's", html(503), 3, 'failed', UNSURE],
  ['HTML with 200', html(200), 3, 'failed', UNSURE],
  ['HTML with 403', html(403), 1, 'failed', fault('unexpected-response')],
  ['empty', raw(201, ''), 3, 'failed', UNSURE],
  ['bad JSON', raw(201, '{"ticket":'), 3, 'failed', UNSURE],
  [
    'JSON of another shape',
    raw(
      201,
      '{"ticket":{"reference":"https://evil.test","status":"open"},"duplicate":false,"needsContact":false}',
    ),
    3,
    'failed',
    UNSURE,
  ],
  ['redirect', raw(302, '', { location: 'http://127.0.0.1:9/' }), 1, 'failed', fault('unexpected-response')],
  [
    'redirect that would keep the body',
    raw(307, '', { location: 'http://127.0.0.1:9/' }),
    1,
    'failed',
    fault('unexpected-response'),
  ],
  ['reset', (request) => void request.socket.destroy(), 3, 'failed', UNSURE],
  [
    '429 beyond the budget',
    problem(429, 'quota-exceeded', {}, { 'retry-after': '150' }),
    1,
    'failed',
    LATER.replace('2 minutes', '3 minutes'),
  ],
  [
    "429 of a proxy's",
    raw(429, '', { 'retry-after': '30' }),
    1,
    'failed',
    LATER.replace('2 minutes', '1 minute'),
  ],
  ['409', problem(409, 'request-in-progress'), 3, 'failed', UNSURE],
  ['401 token', problem(401, 'invalid-token'), 1, 'failed', SIGN_IN],
  ['403 scope', problem(403, 'insufficient-scope'), 1, 'unavailable', SIGN_IN],
  ['403 disabled', problem(403, 'support-disabled'), 1, 'unavailable', OFF],
  ['401 key', problem(401, 'invalid-key'), 1, 'unavailable', OFF],
  ['404 server', problem(404, 'server-not-found'), 1, 'unavailable', OFF],
  [
    '422 field',
    problem(422, 'validation-failed', category),
    1,
    'failed',
    'NOT recorded: category must be one of "Question", "Praise". Correct it and call again.',
  ],
  ['422 key', problem(422, 'idempotency-key-reused'), 1, 'failed', fault('idempotency-key-reused')],
  ['431', raw(431, ''), 1, 'failed', fault('unexpected-response')],
]

describe.concurrent('an answer that is no ticket', () => {
  test.each(MODES)('%s', async (_name, misbehave, attempts, outcome, message) => {
    const { platform, caller, warnings } = await open()
    platform.onPost = misbehave
    expect(await caller.report()).toEqual({ outcome, message, isError: true })
    expect(platform.posts).toHaveLength(attempts)
    expect(new Set(platform.posts.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
    expect(warnings[0]).toMatch(/^a ticket was not confirmed: [a-z-]+$/)
    // The host lives on.
    expect((await caller.call('list_orders', { query: '1' })).isError).toBeFalsy()
  })

  test('refused connection', async () => {
    const { platform, caller } = await open()
    await platform.stop()
    expect(await caller.report()).toEqual({ outcome: 'failed', message: LATER, isError: true })
  })

  test('an endless answer is cut off', async () => {
    const { platform, caller } = await open()
    platform.onPost = (_request, response) => {
      response.writeHead(201, { 'content-type': 'application/json' })
      const flood = (): void => {
        while (!response.destroyed && response.write(' '.repeat(65_536)));
        if (!response.destroyed) response.once('drain', flood)
      }
      flood()
    }
    expect(await caller.report()).toMatchObject({ outcome: 'failed', message: UNSURE })
  })

  test('hanging: 5 s an attempt, 10 s in all', async () => {
    const { platform, caller } = await open()
    platform.onPost = () => true
    const start = performance.now()
    expect(await caller.report()).toMatchObject({ outcome: 'failed', message: UNSURE })
    expect(performance.now() - start).toBeGreaterThan(9_000)
    expect(performance.now() - start).toBeLessThan(11_500)
    expect(platform.posts).toHaveLength(2)
  })
})

describe.concurrent('an answer that comes late', () => {
  /** Misbehaves once, then does its work. */
  const once = (misbehave: Misbehave): Misbehave => {
    let done = false
    return (...args) => {
      if (done) return false
      done = true
      return misbehave(...args)
    }
  }

  test.each<[string, Misbehave]>([
    ['500', problem(500, 'internal-error')],
    ['503', html(503)],
    ['reset', (request) => void request.socket.destroy()],
    ['429 that fits the budget', problem(429, 'quota-exceeded', {}, { 'retry-after': '1' })],
  ])('after %s the ticket is recorded once', async (_name, misbehave) => {
    const { platform, caller } = await open()
    platform.onPost = once(misbehave)
    expect(await caller.report()).toMatchObject({ outcome: 'recorded' })
    expect(platform.tickets.size).toBe(1)
  })

  test('a lost answer after the commit is our own retry, not a repetition', async () => {
    const { platform, caller } = await open()
    platform.onPost = once((request, _response, body) => {
      platform.commit(request, undefined, body)
      request.socket.destroy()
    })
    expect(await caller.report()).toMatchObject({ outcome: 'recorded' })
    expect(platform.tickets.size).toBe(1)
  })

  test('Retry-After is waited for', async () => {
    const { platform, caller } = await open()
    platform.onPost = once(problem(503, 'service-unavailable', {}, { 'retry-after': '2' }))
    const start = performance.now()
    expect(await caller.report()).toMatchObject({ outcome: 'recorded' })
    expect(performance.now() - start).toBeGreaterThan(1_950)
  })

  test('once an answer was lost, a later refusal is not believed', async () => {
    const { platform, caller } = await open()
    platform.onPost = once((request) => void request.socket.destroy())
    const refuse = problem(422, 'idempotency-key-reused')
    const lost = platform.onPost
    platform.onPost = (...args) => lost(...args) !== false || refuse(...args)
    expect(await caller.report()).toMatchObject({ outcome: 'failed', message: UNSURE })
  })

  test('the next call of the user goes through, and makes no second ticket', async () => {
    const { platform, caller } = await open()
    platform.onPost = (request, _response, body) => {
      platform.commit(request, undefined, body)
      request.socket.destroy()
    }
    expect(await caller.report()).toMatchObject({ outcome: 'failed', message: UNSURE })
    platform.onPost = undefined
    expect(await caller.report()).toMatchObject({ outcome: 'already_recorded' })
    expect(platform.tickets.size).toBe(1)
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
