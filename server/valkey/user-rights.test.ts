import { readFileSync } from 'node:fs'
import { hasValkey, TestValkey } from '#testkit/valkey/start-valkey.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { openTestValkey } from '../test/limiter-stores.ts'

const OPERATING = readFileSync('docs/operating.md', 'utf8')
const [COMMAND = ''] = /^ACL SETUSER .*$/m.exec(OPERATING) ?? []
const USER = COMMAND.split(' ').slice(1)
const COMMANDS = USER.filter((right) => right.startsWith('+')).map((right) => right.slice(1))
/** Only names the connection in Valkey's list. */
const NAMING = 'client|setname'
/** Of its table of faults. */
const ROWS = OPERATING.slice(OPERATING.indexOf('| `fault` |')).split('\n')

const LIMIT = { points: 3, duration: 600 }
const ANA = 'ana@example.com 10.0.0.1'

describe.runIf(hasValkey)('the user of Valkey that docs/operating.md describes', () => {
  let server: TestValkey
  let url: string
  beforeAll(async () => {
    server = await TestValkey.start()
    url = server.url.replace('//', '//mcp-obs:password@')
  })
  afterAll(() => server.kill())
  beforeEach(async () => {
    await server.send('flushall')
    await server.send('script', 'flush')
    await server.send('acl', ...USER)
    await server.send('acl', 'log', 'reset')
    await server.send('config', 'resetstat')
  })

  const open = async (address: string) => {
    const opened = await openTestValkey(address)
    onTestFinished(() => opened.valkey.close())
    return opened
  }
  const countOf = (statistics: string, field: string) =>
    Number(new RegExp(`${field}=(\\d+)`).exec(statistics)?.[1] ?? 0)

  it('may do all that is asked of it, and needs each right', async () => {
    const { valkey, states, fallbacks } = await open(url)
    const limiter = valkey.makeLimiter('test', LIMIT)
    await limiter.consume(ANA)
    const [key = ''] = (await server.send('keys', 'mcp-obs:test:*')) as string[]
    for (const [command = '', ...args] of [
      // So it is where the clock of Valkey was put back.
      ['expire', key, '3600'],
      ['set', key, 'many'],
      ['del', key],
    ]) {
      await server.send(command, ...args)
      const { msBeforeNext } = await limiter.penalty(ANA)
      expect(msBeforeNext).toBeLessThanOrEqual(LIMIT.duration * 1_000)
    }
    await limiter.reward('nobody')
    await limiter.reward(ANA)
    await limiter.delete(ANA)
    expect([states, fallbacks()]).toEqual([['up'], 0])

    await server.send('client', 'kill', 'type', 'normal', 'skipme', 'yes')
    await vi.waitFor(() => expect(states).toHaveLength(2))
    await limiter.delete(ANA)
    await vi.waitFor(() => expect(states.at(-1)).toBe('up'), 5_000)
    expect((await limiter.penalty(ANA)).consumedPoints).toBe(1)
    valkey.wakeOthers('an organization')
    expect((await open(`${url}/1`)).states).toEqual(['up'])

    expect(await server.send('acl', 'log')).toEqual([])
    const statistics = String(await server.send('info', 'commandstats')).split('\n')
    const unused = COMMANDS.filter(
      (command) => !statistics.some((line) => line.startsWith(`cmdstat_${command}:`)),
    )
    expect(unused).toEqual([])
    expect(statistics.filter((line) => countOf(line, 'rejected_calls') > 0)).toEqual([])
  })

  it.for(COMMANDS.filter((command) => command !== NAMING && command !== 'subscribe'))(
    'is of no use without %s, and the log says why',
    async (command) => {
      await server.send('acl', ...USER, `-${command}`)
      const { states } = await open(`${url}/1`)
      await vi.waitFor(() => expect(states).toContainEqual(expect.stringMatching(/^[A-Z]+$/)), 5_000)
      expect(states).not.toContain('up')
      const fault = states.find((state) => state !== 'refused')
      const causes = ROWS.filter((row) => row.includes(`\`${fault}\``))
      expect(causes).toEqual([expect.stringContaining('user may not do all of the above')])
    },
  )

  it('wakes nobody here without subscribe', async () => {
    await server.send('acl', ...USER, '-subscribe')
    const { states } = await open(url)
    await vi.waitFor(() => expect(states.toSorted()).toEqual(['refused', 'up']))
  })

  it('hears when other processes can wake this one again', async () => {
    await server.send('acl', ...USER, '-subscribe')
    const { states } = await open(url)
    await vi.waitFor(() => expect(states).toContain('refused'))
    await server.send('acl', ...USER)
    // It tries every five seconds.
    await vi.waitFor(() => expect(states.at(-1)).toBe('heard'), 10_000)
    await server.send('client', 'kill', 'type', 'pubsub')
    await vi.waitFor(async () => expect(await server.send('pubsub', 'channels')).toHaveLength(2), 5_000)
    expect(states.filter((state) => state === 'heard')).toHaveLength(1)
  })

  it('has connections without a name where it may not name them', async () => {
    await server.send('acl', ...USER, `-${NAMING}`)
    expect((await open(url)).states).toEqual(['up'])
    expect(String(await server.send('client', 'list'))).not.toContain('name=mcp-obs')
  })
})
