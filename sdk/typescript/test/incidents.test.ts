import { describe, expect, test, vi } from 'vitest'
import { identifyByClaims, identifyCaller, readIssuer, type CallerFacts } from '../src/capture/caller.ts'
import { correlateIncident, correlationRules } from '../src/capture/correlate-incident.ts'
import { createMemoryStore, type StoredIncident } from '../src/capture/incident-store.ts'
import { Breadcrumbs } from '../src/capture/breadcrumbs.ts'

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
  test('forgets the oldest beyond its count, and of one owner beyond that owner’s share', async () => {
    const store = createMemoryStore({ count: 5, perOwner: 2 })
    for (const id of ['a1', 'a2', 'a3']) void store.put(stored(id, ['a']))
    for (const id of ['b', 'c', 'd', 'e']) void store.put(stored(id, [id]))
    expect(
      ['a1', 'a2', 'a3', 'b', 'e'].map((id) => (store.get(id) as StoredIncident | undefined)?.id),
    ).toEqual([undefined, undefined, 'a3', 'b', 'e'])
    expect(await store.latest('a')).toMatchObject({ id: 'a3' })
  })

  test('keeps within its bytes', () => {
    const store = createMemoryStore({ bytes: 2_000 })
    for (let i = 0; i < 100; i++) void store.put(stored(`i${i}`, [], { incident: { tool: 'x'.repeat(400) } }))
    expect(Array.from({ length: 100 }, (_, i) => store.get(`i${i}`)).filter(Boolean).length).toBeLessThan(5)
    void store.put(stored('huge', [], { incident: { tool: 'x'.repeat(4_000) } }))
    expect(store.get('huge')).toBeUndefined()
    expect(store.get('i99')).toBeDefined()
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
    transport: 'streamable-http',
    connectionId: 'c1',
    identify: identifyByClaims,
  }
  const ana = { token: 't', extra: { sub: 'ana', iss: 'https://idp.test' } }

  test.each<[string, Partial<CallerFacts>, string | undefined]>([
    ['anonymous over HTTP', {}, undefined],
    ['a token without a subject', { authInfo: { token: 't', clientId: 'app' } }, undefined],
    ['a signed-in user', { authInfo: ana }, 'sub:https://idp.test ana'],
    ['a signed-in user with a session', { authInfo: ana, sessionId: 's' }, 'sub:https://idp.test ana'],
    ['a session', { sessionId: 's' }, 'ses:s'],
    ['stdio', { transport: 'stdio' }, 'proc:c1'],
    [
      'in memory behind a gateway that verified a user',
      { transport: 'in-memory', authInfo: ana },
      'sub:https://idp.test ana',
    ],
    [
      'in memory behind a gateway that verified a client',
      { transport: 'in-memory', authInfo: { token: 't' } },
      undefined,
    ],
    ['an unknown transport', { transport: 'other' }, undefined],
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
  for (let i = 0; i < 2_000; i++) trails.add(`o${i}`, { tool: 't', outcome: 'ok', durationMs: 1, at: 0 })
  expect(trails.read('ana')).toEqual([])
})
