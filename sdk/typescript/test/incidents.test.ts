import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js'
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createMcpObs } from '../src/index.ts'
import { identifyByClaims, identifyCaller, readIssuer, type CallerFacts } from '../src/capture/caller.ts'
import { correlateIncident, correlationRules } from '../src/capture/correlate-incident.ts'
import { createMemoryStore, type IncidentStore, type StoredIncident } from '../src/capture/incident-store.ts'
import { Breadcrumbs } from '../src/capture/breadcrumbs.ts'
import { FakePlatform } from '../../../testkit/platform/fake-platform.ts'
import { asCaller, GENERATIONS, registerTools, type Caller } from '../../../testkit/mcp/shop.ts'

const HOUR = 3_600_000
const stored = (id: string, keys: string[] = [], rest: Partial<StoredIncident> = {}): StoredIncident => ({
  id,
  keys,
  expiresAt: Date.now() + HOUR,
  incident: { id },
  trail: [],
  ...rest,
})

describe('the memory store', () => {
  const has = (store: IncidentStore, id: string): boolean => store.get(id) !== undefined
  const fill = (store: IncidentStore, owner: string | undefined, prefix: string, count: number): void => {
    for (let i = 0; i < count; i++)
      void store.put(stored(`${prefix}${i}`, [prefix], owner === undefined ? {} : { owner }))
  }

  test('beyond its count it forgets the oldest of whoever has most', async () => {
    const store = createMemoryStore({ count: 5 })
    for (const id of ['b', 'c']) void store.put(stored(id, [id], { owner: `ses:${id}` }))
    fill(store, 'ses:a', 'a', 6)
    expect(['a0', 'a2', 'a3', 'b', 'c'].map((id) => has(store, id))).toEqual([false, false, true, true, true])
    expect(await store.latest('a')).toMatchObject({ id: 'a5' })
  })

  test('a user’s 21st failure takes nothing from the first', () => {
    const store = createMemoryStore()
    fill(store, 'sub:idp ana', 'a', 21)
    expect(has(store, 'a0')).toBe(true)
  })

  test.each([
    ['nobody', (): undefined => undefined],
    ['one session', (): string => 'ses:x'],
    ['a session each', (i: number): string => `ses:${i}`],
    ['another signed-in user', (): string => 'sub:idp ben'],
  ])('5,000 failures of %s take nothing from a signed-in user', (_name, ownerOf) => {
    const store = createMemoryStore()
    void store.put(stored('ana', [], { owner: 'sub:idp ana' }))
    for (let i = 0; i < 5_000; i++) fill(store, ownerOf(i), `x${i}.`, 1)
    expect(['ana', 'x0.0', 'x4999.0'].map((id) => has(store, id))).toEqual([true, false, true])
  })

  test('nor do large ones, and a host can limit what one caller has', () => {
    const store = createMemoryStore({ bytes: 20_000, perOwner: 3 })
    void store.put(stored('ana', [], { owner: 'sub:idp ana', incident: { tool: 'x'.repeat(4_000) } }))
    for (let i = 0; i < 100; i++)
      void store.put(stored(`x${i}`, [], { owner: `ses:${i}`, incident: { tool: 'x'.repeat(4_000) } }))
    fill(store, 'ses:few', 'few', 4)
    expect(['ana', 'few0', 'few1', 'few3'].map((id) => has(store, id))).toEqual([true, false, true, true])
  })

  test('an incident that is put again counts once', () => {
    const store = createMemoryStore({ count: 2 })
    for (const id of ['a', 'a', 'a', 'b']) void store.put(stored(id, ['k']))
    expect(['a', 'b'].map((id) => has(store, id))).toEqual([true, true])
  })

  test('keeps within its bytes', () => {
    const store = createMemoryStore({ bytes: 2_000 })
    for (let i = 0; i < 100; i++) void store.put(stored(`i${i}`, [], { incident: { tool: 'x'.repeat(400) } }))
    expect(Array.from({ length: 100 }, (_, i) => store.get(`i${i}`)).filter(Boolean).length).toBeLessThan(5)
    void store.put(stored('huge', [], { incident: { tool: 'x'.repeat(4_000) } }))
    expect(store.get('huge')).toBeUndefined()
    expect(store.get('i99')).toBeDefined()
  })

  test('gives each caller a copy, with the stack', async () => {
    const store = createMemoryStore()
    const incident = { id: 'a', error: { message: 'boom', stack: 'Error: boom\n    at refund' } }
    void store.put(stored('a', ['k'], { incident }))
    incident.error.message = 'changed'
    const found = await store.get('a')
    expect(found?.incident.error).toEqual({ message: 'boom', stack: 'Error: boom\n    at refund' })
    Object.assign(found?.incident.error ?? {}, { stack: 'changed' })
    expect(await store.latest('k')).toMatchObject({
      incident: { error: { stack: 'Error: boom\n    at refund' } },
    })
  })

  test('counts a stack among its bytes', () => {
    const store = createMemoryStore({ bytes: 2_000 })
    void store.put(stored('a', [], { incident: { error: { stack: 'x'.repeat(2_000) } } }))
    expect(store.get('a')).toBeUndefined()
  })

  test('forgets after an hour', () => {
    vi.useFakeTimers()
    const store = createMemoryStore()
    void store.put(stored('a', ['k']))
    vi.advanceTimersByTime(HOUR - 1)
    expect(store.get('a')).toBeDefined()
    vi.advanceTimersByTime(1)
    expect([store.get('a'), store.latest('k')]).toEqual([undefined, undefined])
    vi.useRealTimers()
  })
})

describe('the caller', () => {
  const facts: CallerFacts = {
    authInfo: undefined,
    sessionId: undefined,
    connection: undefined,
    identify: identifyByClaims,
  }
  const ana = { token: 't', extra: { sub: 'ana', iss: 'https://idp.test' } }

  test.each<[string, Partial<CallerFacts>, string | undefined]>([
    ['anonymous over HTTP', {}, undefined],
    ['a token without a subject', { authInfo: { token: 't', clientId: 'app' } }, undefined],
    ['a signed-in user', { authInfo: ana }, 'sub:https://idp.test ana'],
    ['a signed-in user with a session', { authInfo: ana, sessionId: 's' }, 'sub:https://idp.test ana'],
    ['a session', { sessionId: 's' }, 'ses:s'],
    ['the only user of a connection', { connection: 'c1' }, 'proc:c1'],
    [
      'a connection behind a gateway that verified a user',
      { connection: 'c1', authInfo: ana },
      'sub:https://idp.test ana',
    ],
    [
      'a connection behind a gateway that verified a client',
      { connection: 'c1', authInfo: { token: 't' } },
      undefined,
    ],
  ])('%s', (_name, some, owner) => {
    expect(identifyCaller({ ...facts, ...some }).owner).toBe(owner)
  })

  test('reads an issuer only from what is a JWT', () => {
    const jwt = ['{}', '{"iss":"https://ä.test"}', 's']
      .map((part) => Buffer.from(part).toString('base64url'))
      .join('.')
    expect(
      [jwt, 'opaque', 'a.b.c', '..', `x.${Buffer.from('5').toString('base64url')}.y`].map(readIssuer),
    ).toEqual(['https://ä.test', undefined, undefined, undefined, undefined])
  })
})

describe('a host that tells who is calling', () => {
  let platform: FakePlatform
  beforeEach(async () => {
    platform = await FakePlatform.start()
  })
  afterEach(() => platform.stop())

  /** A client whose token names this user, on a connection of its own. */
  async function signIn(sub: string, identify: unknown): Promise<Caller> {
    const shop = GENERATIONS[0]!.createShop() as McpServer
    await createMcpObs({ dsn: platform.dsn, identify: identify as never }).attach(shop)
    registerTools(shop)
    const [near, far] = InMemoryTransport.createLinkedPair()
    const send = near.send.bind(near)
    const authInfo = { token: 't', clientId: 'c', scopes: [], extra: { sub } }
    near.send = (message, options) => send(message, { ...options, authInfo })
    await shop.connect(far)
    const client = new Client({ name: 'test-client', version: '1.0.0' })
    await client.connect(near)
    return asCaller(client)
  }
  const subjectOf = ({ extra }: { extra: { sub: string } }): string => extra.sub

  test.each<[string, unknown, boolean]>([
    ['names them', (auth: never) => ({ issuer: 'https://idp.test', subject: subjectOf(auth) }), true],
    ['answers later', (auth: never) => Promise.resolve({ issuer: '', subject: subjectOf(auth) }), false],
    ['fails later', () => Promise.reject(new Error('idp is down')), false],
    ['has other names', (auth: never) => ({ iss: 'https://idp.test', sub: subjectOf(auth) }), false],
    ['knows no subject', () => ({ issuer: 'https://idp.test', subject: '' }), false],
    ['answers with text', subjectOf, false],
  ])('R3.2 two users are never one: the host %s', async (_name, identify, isKnown) => {
    const [ana, ben] = [await signIn('ana', identify), await signIn('ben', identify)]
    await ana.call('refund_order', { query: '7' })
    expect(await ben.report({ title: 'of ben' })).toMatchObject({ context_attached: false })
    expect(await ana.report()).toMatchObject({ context_attached: isKnown })
  })
})

describe('correlation', () => {
  const caller = { owner: 'sub:idp ana', subject: 'idp ana', session: 's1' }

  test('goes by trace, then session, then subject', async () => {
    const store = createMemoryStore()
    const keys = correlationRules(caller, 'trace1').map(([, key]) => key)
    for (const [index, key] of keys.toReversed().entries())
      void store.put(stored(`i${index}`, [key], { owner: caller.owner }))
    expect(await correlateIncident(store, caller, undefined, 'trace1')).toMatchObject({
      correlation: 'trace',
      stored: { id: 'i2' },
    })
    expect(await correlateIncident(store, caller, '', 'trace2')).toMatchObject({
      correlation: 'session',
      stored: { id: 'i1' },
    })
    expect(await correlateIncident(store, { ...caller, session: 's2' }, undefined, undefined)).toMatchObject({
      correlation: 'subject',
      stored: { id: 'i0' },
    })
    expect(
      await correlateIncident(
        store,
        { owner: 'sub:idp ben', subject: 'idp ben', session: 's1' },
        undefined,
        'trace1',
      ),
    ).toEqual({ correlation: 'none' })
    expect(await correlateIncident(store, {}, undefined, 'trace1')).toEqual({ correlation: 'none' })
  })

  test('an id opens only the caller’s own incident, or one that nobody owns', async () => {
    const store = createMemoryStore()
    void store.put(stored('own', [], { owner: caller.owner }))
    void store.put(stored('bearer'))
    expect(await correlateIncident(store, caller, 'own', undefined)).toMatchObject({
      correlation: 'incident-id',
    })
    expect(await correlateIncident(store, {}, 'bearer', undefined)).toMatchObject({
      correlation: 'incident-id',
    })
    expect(await correlateIncident(store, {}, 'own', undefined)).toEqual({ correlation: 'not-found' })
  })

  test('a store that is down costs the attachment, not the ticket', async () => {
    const fail = (): never => {
      throw new Error('down')
    }
    expect(
      await correlateIncident(
        { put: fail, get: fail, latest: () => Promise.reject(new Error('down')) },
        caller,
        undefined,
        undefined,
      ),
    ).toEqual({ correlation: 'none' })
  })
})

test('a trail holds the last 20 calls of each caller', () => {
  const trails = new Breadcrumbs()
  for (let i = 0; i < 25; i++) trails.add('ana', { tool: `t${i}`, outcome: 'ok', durationMs: 1, at: 0 })
  expect(trails.read('ana').map(({ tool }) => tool)).toEqual(
    Array.from({ length: 20 }, (_, i) => `t${i + 5}`),
  )
  expect(trails.read('ana')[0]).toEqual({
    tool: 't5',
    outcome: 'ok',
    durationMs: 1,
    at: '1970-01-01T00:00:00.000Z',
  })
  expect([trails.read('ben'), trails.read(undefined)]).toEqual([[], []])
  trails.add('sub:idp ana', { tool: 't', outcome: 'ok', durationMs: 1, at: 0 })
  for (let i = 0; i < 2_000; i++) trails.add(`o${i}`, { tool: 't', outcome: 'ok', durationMs: 1, at: 0 })
  expect(trails.read('ana')).toEqual([])
  expect(trails.read('sub:idp ana')).toHaveLength(1)
})
