import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { hasValkey, TestValkey } from '#testkit/valkey/start-valkey.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { Redis } from 'iovalkey'
import type { Limiter } from '../domain/limiter.ts'
import { openTestValkey } from '../test/limiter-stores.ts'

type Opened = Awaited<ReturnType<typeof openTestValkey>>

const LIMIT = { points: 3, duration: 600 }
const ANA = 'ana@example.com 10.0.0.1'

async function take(limiter: Limiter, key = ANA): Promise<boolean> {
  return limiter.consume(key).then(
    () => true,
    () => false,
  )
}

/** What becomes of so many one after the other. */
async function takeMany(count: number, limiter: Limiter, key?: string): Promise<boolean[]> {
  const taken = []
  for (let index = 0; index < count; index++) taken.push(await take(limiter, key))
  return taken
}

async function open(url: string): Promise<Opened> {
  const opened = await openTestValkey(url)
  onTestFinished(() => opened.valkey.close())
  return opened
}

describe.runIf(hasValkey)('limits in Valkey', () => {
  let server: TestValkey
  beforeAll(async () => {
    server = await TestValkey.start()
  })
  afterAll(() => server.kill())
  beforeEach(() => server.send('flushall'))

  it('are those of all processes together', async () => {
    const [mine, other] = await Promise.all([open(server.url), open(server.url)])
    const [one, two] = [mine, other].map(({ valkey }) => valkey.makeLimiter('test', LIMIT)) as [
      Limiter,
      Limiter,
    ]
    expect([await take(one), await take(two), await take(one), await take(two)]).toEqual([
      true,
      true,
      true,
      false,
    ])
    await two.delete(ANA)
    expect(await takeMany(4, one)).toEqual([true, true, true, false])
    expect(await take(mine.valkey.makeLimiter('other', LIMIT))).toBe(true)
    expect([mine.fallbacks(), other.fallbacks()]).toEqual([0, 0])
  })

  it('are under keys that say nothing and that do not stay', async () => {
    const { valkey } = await open(server.url)
    await take(valkey.makeLimiter('email', LIMIT))
    const limiter = valkey.makeLimiter('turn', LIMIT)
    await limiter.consume(ANA, 1, { customDuration: 1 })
    await limiter.reward('nobody')
    const keys = (await server.send('keys', '*')) as string[]
    expect(keys.toSorted()).toEqual([
      expect.stringMatching(/^mcp-obs:email:[\w-]{22}$/),
      expect.stringMatching(/^mcp-obs:turn:[\w-]{22}$/),
    ])
    for (const key of keys) expect(Number(await server.send('pttl', key))).toBeGreaterThan(0)
  })

  it.concurrent.for<[string, RegExp, (server: TestValkey) => unknown, (server: TestValkey) => unknown]>([
    [
      'is killed, and comes back empty',
      /^(closed|ECONNRESET|EPIPE)$/,
      (server) => server.kill(),
      (server) => server.start(),
    ],
    ['is frozen', /^ETIMEDOUT$/, (server) => server.freeze(), (server) => server.thaw()],
    ['is full', /^OOM$/, (server) => server.fill(), (server) => server.makeRoom()],
    [
      'becomes a replica that cannot be written',
      /^READONLY$/,
      (server) => server.send('replicaof', '127.0.0.1', '1'),
      (server) => server.send('replicaof', 'no', 'one'),
    ],
  ])(
    'when it %s, each process goes on with what it has counted',
    async ([, fault, lose, repair], { onTestFinished }) => {
      const server = await TestValkey.start()
      const [mine, other] = await Promise.all([openTestValkey(server.url), openTestValkey(server.url)])
      onTestFinished(async () => {
        for (const { valkey } of [mine, other]) valkey.close()
        await server.kill()
      })
      const [one, two] = [mine, other].map(({ valkey }) => valkey.makeLimiter('test', LIMIT)) as [
        Limiter,
        Limiter,
      ]
      expect([await take(one), await take(two)]).toEqual([true, true])
      await lose(server)
      const goesOn = [true, true, false, false]
      expect(await Promise.all([takeMany(4, one), takeMany(4, two)])).toEqual([goesOn, goesOn])
      // Had each of them waited, the time of this test would be over.
      expect((await takeMany(200, one)).includes(true)).toBe(false)
      await one.reward(ANA)
      await one.delete('somebody else')
      expect([mine.fallbacks(), other.fallbacks()]).toEqual([204, 4])

      await repair(server)
      for (const { states } of [mine, other])
        await vi.waitFor(
          () => expect([states[0], states.at(-1), states.length > 1]).toEqual(['up', 'up', true]),
          10_000,
        )
      for (const { states } of [mine, other]) expect(states[1]).toMatch(fault)
      expect([await take(one, 'bo'), ...(await takeMany(3, two, 'bo'))]).toEqual([true, true, true, false])
      expect([mine.fallbacks(), other.fallbacks()]).toEqual([204, 4])
    },
  )

  it('do not begin anew when Valkey does, however often it is restarted', async () => {
    const server = await TestValkey.start()
    onTestFinished(() => server.kill())
    const [mine, other] = await Promise.all([open(server.url), open(server.url)])
    const limiters = [mine, other].map(({ valkey }) => valkey.makeLimiter('test', LIMIT))
    let taken = 0
    for (let starts = 1; starts <= 4; starts++) {
      for (const limiter of limiters) taken += (await takeMany(4, limiter)).filter(Boolean).length
      await server.kill()
      await server.start()
      for (const { states } of [mine, other])
        await vi.waitFor(
          () => expect(states.filter((state) => state === 'up')).toHaveLength(starts + 1),
          10_000,
        )
    }
    expect(taken).toBeLessThanOrEqual(2 * LIMIT.points)
    // What was taken before the loss and is forgiven after it, is forgiven.
    await limiters[0]!.delete(ANA)
    expect(await takeMany(4, limiters[0]!)).toEqual([true, true, true, false])
  })

  it.each([
    ['of another type', ['rpush', 'element']],
    ['that is no number', ['set', 'many']],
    ['that is too large', ['set', '9223372036854775807']],
    ['that would stay', ['set', '4']],
  ])('put their count in the place of one %s', async (_, [command = '', value = '']) => {
    const { valkey, states, fallbacks } = await open(server.url)
    const limiter = valkey.makeLimiter('test', LIMIT)
    await take(limiter)
    const keys = (await server.send('keys', '*')) as string[]
    for (const key of keys) await server.send('del', key)
    for (const key of keys) await server.send(command, key, value)
    expect(await takeMany(4, limiter)).toEqual([true, true, true, false])
    expect((await open(server.url)).states).toEqual(['up'])
    for (const key of keys) expect(Number(await server.send('pttl', key))).toBeGreaterThan(0)
    expect([states, fallbacks()]).toEqual([['up'], 0])
  })

  it('do not mind that scripts are forgotten', async () => {
    const { valkey, states, fallbacks } = await open(server.url)
    const limiter = valkey.makeLimiter('test', LIMIT)
    expect(await takeMany(2, limiter)).toEqual([true, true])
    await server.send('script', 'flush')
    expect(await takeMany(2, limiter)).toEqual([true, false])
    expect([states, fallbacks()]).toEqual([['up'], 0])
  })

  it('do not wait for a Valkey that is not there yet, say so once, and leave no connection', async () => {
    await server.kill()
    const { valkey, states } = await open(server.url)
    const limiter = valkey.makeLimiter('test', LIMIT)
    expect(await takeMany(4, limiter)).toEqual([true, true, true, false])
    await server.start()
    await vi.waitFor(() => expect(states).toEqual(['ECONNREFUSED', 'up']), 10_000)
    const connections = async () => String(await server.send('client', 'list')).match(/name=mcp-obs/g)?.length
    await vi.waitFor(async () => expect(await connections()).toBe(2))
    valkey.close()
    await vi.waitFor(async () => expect(await connections()).toBeUndefined())
    expect(states).toEqual(['ECONNREFUSED', 'up'])
  })

  it.each<[what: string, answer: (commands: number) => string]>([
    ['HTTP', () => 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'],
    ['+OK to everything', (commands) => '+OK\r\n'.repeat(commands)],
  ])('do not go by what is no count: something says %s', async (_, answer) => {
    const sockets = new Set<Socket>()
    const impostor = createTcpServer((socket) => {
      sockets.add(socket)
      socket
        .on('error', () => {})
        .on('data', (text) => socket.write(answer(String(text).match(/^[*]\d+\r$/gm)?.length ?? 0)))
    }).listen(0, '127.0.0.1')
    await once(impostor, 'listening')
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy()
      impostor.close()
    })
    const { port } = impostor.address() as AddressInfo
    const { valkey, states } = await open(`redis://127.0.0.1:${port}`)
    expect(await takeMany(4, valkey.makeLimiter('test', LIMIT))).toEqual([true, true, true, false])
    expect(states).toEqual(['EPROTO'])
  })

  it('say why no connection is made again, once', async () => {
    const { states } = await open(server.url)
    await server.send('config', 'set', 'requirepass', 'changed')
    const repair = new Redis(server.port, '127.0.0.1', { password: 'changed' })
    onTestFinished(() => repair.disconnect())
    await repair.call('client', 'kill', 'type', 'normal', 'skipme', 'yes')
    await vi.waitFor(() => expect(states).toContain('NOAUTH'), 5_000)
    await repair.call('config', 'set', 'requirepass', '')
    await vi.waitFor(() => expect(states.at(-1)).toBe('up'), 5_000)
    expect(states).toEqual(['up', 'closed', 'NOAUTH', 'up'])
  })

  it('are in the database of the address, or in none', async () => {
    const { valkey, states } = await open(`${server.url}/999`)
    expect(await takeMany(4, valkey.makeLimiter('test', LIMIT))).toEqual([true, true, true, false])
    await vi.waitFor(() => expect(states).toContain('ERR'), 10_000)
    expect(states).not.toContain('up')
    expect(String(await server.send('keys', '*'))).not.toContain('test')
  })

  it('need the password, if there is one', async () => {
    const locked = await TestValkey.start(['--requirepass', 'p@ss/w:rd'])
    onTestFinished(() => locked.kill())
    const [nobody, wrong, right] = await Promise.all(
      ['', ':hunter2@', `:${encodeURIComponent('p@ss/w:rd')}@`].map((user) =>
        open(locked.url.replace('//', `//${user}`)),
      ),
    )
    // On a busy machine, something else may have kept it away before.
    for (const [opened, state] of [
      [nobody!, 'NOAUTH'],
      [wrong!, 'WRONGPASS'],
      [right!, 'up'],
    ] as const)
      await vi.waitFor(() => expect(opened.states).toContain(state), 10_000)
    expect([nobody!, wrong!].filter(({ states }) => states.includes('up'))).toEqual([])
    expect(await takeMany(4, wrong!.valkey.makeLimiter('test', LIMIT))).toEqual([true, true, true, false])
  })

  it('come over TLS from a server whose certificate is known, and from no other', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mcp-obs-valkey-'))
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')]
    const files = ['-keyout', key, '-out', certificate]
    const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
    execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...files, ...name],
      {
        stdio: 'ignore',
      },
    )
    const encrypted = await TestValkey.startWithTls(key, certificate)
    const known = getCACertificates('default')
    onTestFinished(async () => {
      setDefaultCACertificates(known)
      await encrypted.kill()
      rmSync(folder, { recursive: true })
    })
    const url = `rediss://localhost:${encrypted.port}`
    expect((await open(url)).states).toEqual(['DEPTH_ZERO_SELF_SIGNED_CERT'])
    setDefaultCACertificates([...known, readFileSync(certificate, 'utf8')])
    expect((await open(url)).states).toEqual(['up'])
    expect((await open(`rediss://127.0.0.1:${encrypted.port}`)).states).toEqual([
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ])
  })
})
