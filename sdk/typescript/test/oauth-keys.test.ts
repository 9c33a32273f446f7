/*
 * How the issuer's keys are fetched and kept, and what happens without them.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { protectResource, type ProtectedMcpObs } from '../src/oauth/index.ts'
import { collectLog } from './collect-log.ts'
import { createKey, Issuer, RESOURCE } from '../../../testkit/platform/issuer.ts'

let issuer: Issuer
let warnings: string[]
let obs: ProtectedMcpObs

/** @param timeoutMs by default so long that no busy machine makes an outage of it */
function protect(timeoutMs = 10_000): ProtectedMcpObs {
  const log = collectLog()
  warnings = log.warnings
  return protectResource({
    dsn: issuer.platform.dsn,
    resource: RESOURCE,
    timeoutMs,
    logger: log.logger,
  })
}

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  issuer = await Issuer.start()
  obs = protect()
})
afterEach(async () => {
  vi.useRealTimers()
  await issuer.stop()
})

const later = (ms: number): void => void vi.setSystemTime(Date.now() + ms)
const invalid = { code: 'invalid_token' }
const unavailable = { code: 'temporarily_unavailable' }
const call = async (): Promise<unknown> => obs.verifyAccessToken(await issuer.sign())

test('R3.3 the keys are fetched when they are first needed, and then once in ten minutes', async () => {
  expect(issuer.fetches).toBe(0)
  await Promise.all(Array.from({ length: 20 }, call))
  later(599_000)
  await call()
  expect(issuer.fetches).toBe(1)
  later(2_000)
  await Promise.all(Array.from({ length: 20 }, call))
  expect(issuer.fetches).toBe(2)
})

test.each([
  ['cold', 0],
  ['warm', 31_000],
])('R3.3 50 tokens of made-up keys cost one fetch, %s', async (_name, age) => {
  if (age > 0) await call()
  later(age)
  const before = issuer.fetches
  for (let i = 0; i < 50; i++) {
    const token = await issuer.sign({ header: { kid: `made-up-${i}` } })
    await expect(obs.verifyAccessToken(token)).rejects.toMatchObject(invalid)
  }
  expect(issuer.fetches - before).toBe(1)
})

test('R3.3 50 at the same time cost one fetch', async () => {
  await call()
  later(31_000)
  const outcomes = await Promise.allSettled(
    Array.from({ length: 50 }, async (_, i) =>
      obs.verifyAccessToken(await issuer.sign({ header: { kid: `made-up-${i}` } })),
    ),
  )
  expect(outcomes.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 'rejected'))
  expect(issuer.fetches).toBe(2)
})

test('R3.3 rotation: published, then signed with, then alone; not one token is refused', async () => {
  await call()
  const next = await createKey()
  issuer.published.push(next.public)
  later(601_000)
  await call()
  issuer.key = next
  await call()
  later(601_000)
  issuer.published = [next.public]
  await call()
  expect(issuer.fetches).toBe(3)
})

test('R3.3 a key that is used as soon as it is published is found', async () => {
  await call()
  later(31_000)
  issuer.key = await createKey()
  issuer.published.unshift(issuer.key.public)
  await call()
  expect(issuer.fetches).toBe(2)
})

test('R3.3 a key that is taken back is not accepted once the kept keys have aged', async () => {
  const token = await issuer.sign({ claims: { exp: Math.floor(Date.now() / 1000) + 3_600 } })
  await obs.verifyAccessToken(token)
  issuer.published = [(await createKey()).public]
  later(601_000)
  await expect(obs.verifyAccessToken(token)).rejects.toMatchObject(invalid)
})

type Outage = [name: string, keys: NonNullable<Issuer['onKeys']>]

const OUTAGES: Outage[] = [
  ['500', (_, response) => response.writeHead(500).end('{}')],
  [
    '404 with its keys',
    (_, response) => response.writeHead(404).end(JSON.stringify({ keys: issuer.published })),
  ],
  ['silence', () => undefined],
  ['a page', (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Hi</h1>')],
  ['a redirect', (_, response) => response.writeHead(302, { location: 'https://evil.test/' }).end()],
  ['a hang-up', (request) => request.socket.destroy()],
  ['no keys', (_, response) => response.writeHead(200).end('{"keys":[]}')],
  ['nonsense', (_, response) => response.writeHead(200).end('{"keys":[1]}')],
  ['keys of another kind', (_, response) => response.writeHead(200).end('{"keys":[{"kty":"RSA"}]}')],
  ['more than is read', (_, response) => response.writeHead(200).end(`{"keys":["${'x'.repeat(300_000)}"]}`)],
]

describe.each(OUTAGES)('R3.3 the issuer answers %s:', (name, onKeys) => {
  beforeEach(() => {
    if (name === 'silence') obs = protect(1_000)
  })

  test('no token is called bad, one line tells, and it recovers by itself', async () => {
    issuer.onKeys = onKeys
    for (let i = 0; i < 3; i++) {
      await expect(call()).rejects.toMatchObject(unavailable)
      later(2_000)
    }
    expect(issuer.fetches).toBe(3)
    expect(warnings).toEqual([expect.stringMatching(/^tokens cannot be checked: \S+\/oauth\/jwks answers /)])

    issuer.onKeys = undefined
    await call()
  })

  test('after a good answer known keys go on, and unknown ones are not called bad', async () => {
    const token = await issuer.sign({ claims: { exp: Math.floor(Date.now() / 1000) + 3_600 } })
    const unknown = await issuer.sign({ header: { kid: 'new' } })
    await obs.verifyAccessToken(token)
    issuer.onKeys = onKeys
    later(601_000)
    await obs.verifyAccessToken(token)
    await expect(obs.verifyAccessToken(unknown)).rejects.toMatchObject(unavailable)
    later(601_000)
    await expect(obs.verifyAccessToken(token)).rejects.toMatchObject(unavailable)
  })
})

test('R3.3 an outage that is over is noticed in the background, and a key that was taken back is refused then', async () => {
  const token = await issuer.sign({ claims: { exp: Math.floor(Date.now() / 1000) + 3_600 } })
  await obs.verifyAccessToken(token)
  issuer.onKeys = (_, response) => response.writeHead(500).end()
  later(601_000)
  for (let i = 0; i < 5; i++) await obs.verifyAccessToken(token)
  expect(issuer.fetches).toBe(2)

  issuer.onKeys = undefined
  issuer.published = [(await createKey()).public]
  later(31_000)
  await vi.waitFor(() => expect(obs.verifyAccessToken(token)).rejects.toMatchObject(invalid))
  expect(issuer.fetches).toBe(3)
})

test('R3.3 a key that cannot be read is the issuer’s fault', async () => {
  issuer.published = [{ ...issuer.key.public, x: 'AAAA' }]
  await expect(call()).rejects.toMatchObject(unavailable)
})

test('R3.3 while there is no answer, requests do not queue up at the issuer', async () => {
  issuer.onKeys = (_, response) => response.writeHead(503).end()
  for (let i = 0; i < 20; i++) await expect(call()).rejects.toMatchObject(unavailable)
  expect(issuer.fetches).toBe(1)
})

test('R3.3 nobody listens, and then somebody does', async () => {
  const token = await issuer.sign()
  await issuer.platform.pause()
  await expect(obs.verifyAccessToken(token)).rejects.toMatchObject(unavailable)
  expect(warnings).toEqual([expect.stringMatching(/\/oauth\/jwks answers not-connected$/)])
  await issuer.platform.resume()
  later(2_000)
  await obs.verifyAccessToken(token)
})

test.each([0, -1, 200.5, 1e12, Infinity, NaN])('R3.3 a timeout of %d ms harms nobody', async (timeoutMs) => {
  const odd = protectResource({ dsn: issuer.platform.dsn, resource: RESOURCE, timeoutMs })
  expect(await odd.verifyAccessToken(await issuer.sign())).toMatchObject({ clientId: 'client-1' })
})

test('R3.3 an issuer under .localhost is this machine', async () => {
  await issuer.stop()
  issuer = await Issuer.start('acme.localhost')
  obs = protect()
  expect(await call()).toMatchObject({ extra: { iss: issuer.platform.origin } })
  expect(issuer.fetches).toBe(1)
})
