import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { watchChanges } from '#testkit/staff/watch-changes.ts'
import { databases } from './test/databases.ts'
import { codeOf, type OutageWorld, startOutageWorld } from './test/outage-world.ts'
import type { HttpAnswer } from './test/send-http.ts'
import { Talker } from './test/talker.ts'
import { TcpProxy } from '#testkit/network/tcp-proxy.ts'

/** Each statement stays within its own limits, and several of them do not. */
const DELAY_MS = 2_300

/** The deadline of tRPC. */
const TRPC_MS = 8_000

const OUTCOMES = [
  [503, '1'],
  [500, undefined],
]

const mySql = databases.find(({ name }) => name !== 'SQLite')

describe.skipIf(!mySql)('a MySQL that is slow', () => {
  let proxy: TcpProxy
  let world: OutageWorld

  beforeAll(async () => {
    const { network, through } = await TcpProxy.before(mySql!.url)
    proxy = network
    world = await startOutageWorld(through)
  })
  afterAll(async () => {
    await world.close()
    await proxy.stop()
  })

  const timed = async (work: Promise<HttpAnswer>) => {
    const began = performance.now()
    const answer = await work
    return { ...answer, ms: performance.now() - began }
  }

  it('a stream has no deadline', async () => {
    const stream = await watchChanges(world.watch)
    await sleep(TRPC_MS + 500)
    expect((await world.post('a-key-beside-a-stream')).status).toBe(201)
    await stream.expect(/ticket-opened/)
    stream.close()
  })

  it('is answered at each transport’s deadline, in its own format, and writes nothing later', async () => {
    const key = 'slow-before-the-first-write'
    const before = await world.ticketCount()
    // A new connection would take longer than anybody waits for one. None of them has prepared the statements of a token
    // request yet, each of which takes two round trips the first time: so the test for its warnings comes afterwards.
    await Promise.all(Array.from({ length: 30 }, () => world.config()))
    proxy.delay(DELAY_MS)
    const [post, batch, rename, authorize, token] = await Promise.all(
      [world.post(key), world.batch(), world.rename(), world.authorize(), world.token()].map(timed),
    )
    proxy.delay(0)

    expect([post!.status, codeOf(post!), post!.headers['retry-after']]).toEqual([
      503,
      'service-unavailable',
      '1',
    ])
    expect(post!.headers['content-type']).toMatch(/^application\/problem\+json/)
    expect(post!.ms).toBeGreaterThan(3_900)
    expect(post!.ms).toBeLessThan(6_000)

    for (const answer of [batch!, rename!, authorize!, token!]) {
      // As far as it came: once a statement that writes was sent, nobody is told that nothing was written.
      expect(OUTCOMES).toContainEqual([answer.status, answer.headers['retry-after']])
      expect(answer.ms).toBeGreaterThan(7_900)
      expect(answer.ms).toBeLessThan(10_000)
    }
    expect(batch!.status).toBe(503)
    const problems = (JSON.parse(batch!.body) as { error: { data: { problem: { code: string } } } }[]).map(
      ({ error }) => error.data.problem.code,
    )
    expect(problems).toEqual(['service-unavailable', 'service-unavailable'])
    expect(codeOf(rename!)).toMatch(/^(service-unavailable|internal-error)$/)
    expect(token!.body).toMatch(/"error":"(temporarily_unavailable|server_error)"/)
    expect(authorize!.headers['content-type']).toMatch(/^text\/html/)
    expect(authorize!.body).toMatch(/temporarily_unavailable|server_error/)

    // What they waited for arrives.
    await world.recovers()
    expect(await world.ticketCount()).toBe(before)
    const { status, body } = await world.post(key)
    expect([status, body.includes('"duplicate":false')]).toEqual([201, true])
    expect(rename!.status === 503 && (await world.name()) === 'Renamed').toBe(false)
  })

  it('lets a client leave its token request without a warning', async () => {
    const warn = vi.spyOn(console, 'warn')
    proxy.delay(300)
    for (const body of ['', 'grant_type=']) {
      const talker = new Talker(world.watch.port)
      await talker.connected
      talker.say(
        `POST /oauth/token HTTP/1.1\r\nHost: ${world.oauthHost}\r\n` +
          `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 50\r\n\r\n${body}`,
      )
      await sleep(50)
      talker.leave()
    }
    await sleep(1_000)
    proxy.delay(0)
    expect((await world.token()).status).toBe(400)
    expect(warn.mock.calls).toEqual([])
    warn.mockRestore()
  })
})
