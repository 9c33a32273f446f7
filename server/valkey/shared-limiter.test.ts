import { TcpProxy } from '#testkit/network/tcp-proxy.ts'
import { hasValkey, TestValkey } from '#testkit/valkey/start-valkey.ts'
import { Redis } from 'iovalkey'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Limiter } from '../domain/limiter.ts'
import { openTestValkey } from '../test/limiter-stores.ts'
import { ForgetLater } from './forget-later.ts'

const LIMIT = { points: 100, duration: 600 }
const ANA = 'ana@example.com 10.0.0.1'

/** What one process counts for Ana. */
interface Process {
  limiter: Limiter
  states: string[]
}

async function count(limiter: Limiter, times = 1): Promise<number> {
  for (let time = 1; time < times; time++) await limiter.penalty(ANA)
  return (await limiter.penalty(ANA)).consumedPoints
}

describe.runIf(hasValkey)('what one of two processes has forgotten', () => {
  let server: TestValkey
  let network: TcpProxy
  let forgiving: Process
  let other: Process

  const open = async (url: string): Promise<Process> => {
    const { valkey, states } = await openTestValkey(url)
    onTestFinished(() => valkey.close())
    return { limiter: valkey.makeLimiter('test', LIMIT), states }
  }
  const bothListen = () =>
    vi.waitFor(async () => {
      const clients = String(await server.send('client', 'list'))
      expect(clients.match(/sub=2/g)).toHaveLength(2)
    }, 10_000)
  const bothLose = () =>
    vi.waitFor(() => {
      for (const { states } of [forgiving, other]) expect(states.length).toBeGreaterThan(1)
    }, 10_000)
  /** Waits until both have lost Valkey once and found it again. */
  const bothReturn = () =>
    vi.waitFor(() => {
      for (const { states } of [forgiving, other])
        expect([states.length > 1, states.at(-1)]).toEqual([true, 'up'])
    }, 10_000)
  const empty = async () => {
    await server.send('flushall')
    await server.send('client', 'kill', 'type', 'normal', 'skipme', 'yes')
    await bothReturn()
  }

  beforeEach(async () => {
    server = await TestValkey.start()
    network = new TcpProxy(server.port)
    await network.listen()
    onTestFinished(async () => {
      await network.stop()
      await server.kill()
    })
    forgiving = await open(server.url)
    other = await open(`redis://127.0.0.1:${network.port}`)
    await bothListen()
  })

  it('does not come back with a Valkey that lost all', async () => {
    for (let round = 0; round < 4; round++) {
      expect(await count(other.limiter, 3)).toBe(3)
      await forgiving.limiter.delete(ANA)
    }
    await empty()
    expect([await count(other.limiter), await count(forgiving.limiter)]).toEqual([1, 2])
  })

  it('does not count while Valkey is frozen, and not afterwards', async () => {
    for (let round = 0; round < 4; round++) {
      expect(await count(other.limiter, 3)).toBe(3)
      await forgiving.limiter.delete(ANA)
    }
    await server.send('ping')
    server.freeze()
    expect(await count(other.limiter)).toBe(1)
    await forgiving.limiter.delete(ANA)
    server.thaw()
    await bothReturn()
    expect([await count(other.limiter), await count(forgiving.limiter)]).toEqual([1, 2])
  })

  it.each<[string, (server: TestValkey) => unknown, (server: TestValkey) => unknown]>([
    ['frozen', (valkey) => valkey.freeze(), (valkey) => valkey.thaw()],
    ['killed, and comes back empty', (valkey) => valkey.kill(), (valkey) => valkey.start()],
  ])(
    'while Valkey is %s is forgotten there afterwards, and what came later is not',
    async (_, lose, repair) => {
      expect(await count(other.limiter, 4)).toBe(4)
      expect(await count(forgiving.limiter)).toBe(5)
      await lose(server)
      await forgiving.limiter.delete(ANA)
      expect(await count(forgiving.limiter, 2)).toBe(2)
      await bothLose()
      await repair(server)
      await bothReturn()
      expect([await count(other.limiter), await count(forgiving.limiter)]).toEqual([3, 4])
    },
  )

  it('is found out by a process that has not heard of it', async () => {
    expect(await count(other.limiter, 3)).toBe(3)
    await server.send('client', 'kill', 'type', 'pubsub')
    await forgiving.limiter.delete(ANA)
    expect(await count(other.limiter)).toBe(1)
    await empty()
    expect(await count(other.limiter)).toBe(2)
  })

  it('is not begun again by a process that was away', async () => {
    expect(await count(other.limiter, 3)).toBe(3)
    await network.stop()
    await vi.waitFor(() => expect(other.states).toHaveLength(2), 5_000)
    await forgiving.limiter.delete(ANA)
    await network.listen()
    await vi.waitFor(() => expect(other.states.at(-1)).toBe('up'), 10_000)
    expect([await count(other.limiter), await count(forgiving.limiter)]).toEqual([1, 2])
  })

  it('while Valkey is being found again is forgotten there, too', async () => {
    expect(await count(forgiving.limiter, 3)).toBe(3)
    expect(await count(other.limiter)).toBe(4)
    await network.stop()
    await vi.waitFor(() => expect(other.states).toHaveLength(2), 5_000)
    // So that there is something to make up for.
    await other.limiter.delete('bo@example.com 10.0.0.2')
    const client = new Redis(server.port, '127.0.0.1')
    const monitor = await client.monitor()
    onTestFinished(() => [client, monitor].forEach((each) => each.disconnect()))
    const makesUp = new Promise<void>((resolve) =>
      monitor.on('monitor', (_, [command, , , key]: string[]) => {
        if (command === 'eval' && key!.startsWith('mcp-obs:test:')) resolve()
      }),
    )
    // Less than a request waits for an answer, by far.
    network.delay(20)
    await network.listen()
    await makesUp
    expect(other.states).toHaveLength(2)
    await other.limiter.delete(ANA)
    await vi.waitFor(() => expect(other.states.at(-1)).toBe('up'), 10_000)
    expect([await count(other.limiter), await count(forgiving.limiter)]).toEqual([1, 2])
  })

  it('stays forgotten when something is given back afterwards', async () => {
    // Counted before Valkey came back, so that this process would begin a count with it.
    expect(await count(other.limiter, 4)).toBe(4)
    await empty()
    expect(await count(forgiving.limiter)).toBe(1)
    await server.send('client', 'kill', 'type', 'pubsub')
    await forgiving.limiter.delete(ANA)
    await forgiving.limiter.reward(ANA)
    expect(await count(other.limiter)).toBe(1)
  }, 30_000)

  it('is remembered for ten thousand keys, each until its window ends', async () => {
    const client = new Redis(server.port, '127.0.0.1')
    onTestFinished(() => client.disconnect())
    const later = new ForgetLater()
    const end = Date.now() + 60_000
    const countedSince = async () => null
    for (let key = 0; key < 10_001; key++) later.add(`key ${key}`, { end, countedSince })
    later.add('key 9', { end: Date.now() - 1, countedSince })
    const keys = await later.makeUp(client)
    expect([keys.length, keys.includes('key 0'), keys.includes('key 9')]).toEqual([9_999, false, false])
    expect(Number(await server.send('pttl', 'key 1'))).toBeGreaterThan(0)
    expect(await later.makeUp(client)).toEqual([])
  })
})

it.runIf(hasValkey)('a window ends a window from now, where the clock of Valkey was put back', async () => {
  const server = await TestValkey.start()
  const { valkey } = await openTestValkey(server.url)
  onTestFinished(async () => {
    valkey.close()
    await server.kill()
  })
  const limiter = valkey.makeLimiter('clock', LIMIT)
  await limiter.penalty(ANA)
  const [key = ''] = (await server.send('keys', 'mcp-obs:clock:*')) as string[]
  // Valkey keeps the moment at which a key ends.
  await server.send('expire', key, '3600')
  const { consumedPoints, msBeforeNext } = await limiter.penalty(ANA)
  expect(consumedPoints).toBe(2)
  expect(msBeforeNext).toBeLessThanOrEqual(LIMIT.duration * 1_000)
  expect(Number(await server.send('ttl', key))).toBeLessThanOrEqual(LIMIT.duration)
})
