/*
 * Which access tokens are accepted (RFC 9068 §4), against a real issuer.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AccessTokenError, protectResource, type ProtectedMcpObs } from '../src/oauth/index.ts'
import { collectLog } from './collect-log.ts'
import { fixture } from '../../../testkit/contract/fixture.ts'
import { createKey, Issuer, RESOURCE } from '../../../testkit/platform/issuer.ts'

let issuer: Issuer
let warnings: string[]
let obs: ProtectedMcpObs

const protect = (resource: string): ProtectedMcpObs => {
  const log = collectLog()
  warnings = log.warnings
  return protectResource({ dsn: issuer.platform.dsn, resource, logger: log.logger })
}

beforeEach(async () => {
  issuer = await Issuer.start()
  obs = protect(RESOURCE)
})
afterEach(() => issuer.stop())

const refused = { name: 'AccessTokenError', code: 'invalid_token' }
const seconds = (): number => Math.floor(Date.now() / 1000)

test('R3.3 a good token says who calls, in the shape of AuthInfo', async () => {
  const exp = seconds() + 60
  const token = await issuer.sign({ claims: { exp, jti: 'j1', scope: 'mcp orders' } })
  expect(await obs.verifyAccessToken(token)).toEqual({
    token,
    clientId: 'client-1',
    scopes: ['mcp', 'orders'],
    expiresAt: exp,
    resource: new URL(RESOURCE),
    resourceMetadataUrl: 'http://127.0.0.1:4444/.well-known/oauth-protected-resource/mcp',
    extra: { sub: 'user-1', iss: issuer.platform.origin, sid: 'grant-1', jti: 'j1' },
  })
  expect(issuer.fetches).toBe(1)
})

interface TokenCase {
  name: string
  resource: string
  header?: Record<string, string | null>
  claims: Record<string, unknown>
  accepted: boolean
}

const CASES = fixture<TokenCase[]>('access-tokens')

test.each(CASES)(
  'R3.3 a token $name, accepted: $accepted',
  async ({ resource, header, claims, accepted }) => {
    const token = await issuer.sign({
      claims: { aud: CASES[0]?.resource ?? '', ...fillIn(claims) },
      header: fillIn(header ?? {}),
    })
    const [outcome] = await Promise.allSettled([protect(resource).verifyAccessToken(token)])
    expect(outcome).toMatchObject(
      accepted ? { value: { token, resource: new URL(resource) } } : { reason: refused },
    )
    expect(warnings).toEqual([])
  },
)

/** Replaces the fixture's placeholders for a time, for the issuer, and for a claim that is left out. */
function fillIn(values: Record<string, unknown>): Record<string, unknown> {
  const fill = (value: unknown): unknown => {
    if (value === null) return undefined
    if (typeof value !== 'string') return value
    const [, shift] = /^now([+-]\d+)$/.exec(value) ?? []
    return shift === undefined ? value.replace('{issuer}', issuer.platform.origin) : seconds() + Number(shift)
  }
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, fill(value)]))
}

describe('R3.3 refused:', () => {
  test('a signature by another key, under the name of ours', async () => {
    const token = await issuer.sign({ key: await createKey() })
    await expect(obs.verifyAccessToken(token)).rejects.toMatchObject(refused)
  })

  test('a signature that was tampered with, and claims under a signature of others', async () => {
    const [header, , signature] = (await issuer.sign()).split('.')
    const [, claims] = (await issuer.sign({ claims: { sub: 'admin' } })).split('.')
    const forged = `${header}.${claims}.${signature}`
    await expect(obs.verifyAccessToken(forged)).rejects.toMatchObject(refused)
  })

  test('alg none, with and without a signature', async () => {
    const [, claims, signature] = (await issuer.sign()).split('.')
    const header = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')
    for (const forged of [`${header}.${claims}.`, `${header}.${claims}.${signature}`])
      await expect(obs.verifyAccessToken(forged)).rejects.toMatchObject(refused)
  })

  test('HS256 with our public key for a secret', async () => {
    const secret = new TextEncoder().encode(JSON.stringify(issuer.key.public))
    const token = await issuer.sign({ key: { alg: 'HS256', private: secret } })
    await expect(obs.verifyAccessToken(token)).rejects.toMatchObject(refused)
  })

  test.each(['RS256', 'PS256', 'ES384', 'EdDSA'])('%s, even by a key that we publish', async (alg) => {
    const key = await createKey(alg)
    issuer.published.push(key.public)
    const token = await issuer.sign({ key, header: { kid: key.public.kid } })
    await expect(obs.verifyAccessToken(token)).rejects.toMatchObject(refused)
  })

  test('a key or an address of keys that the token brings itself', async () => {
    const own = await createKey()
    for (const header of [
      { jwk: own.public, kid: undefined },
      { jku: 'http://127.0.0.1:1/jwks', kid: own.public.kid },
      { x5u: 'http://127.0.0.1:1/cert' },
      { crit: ['acme.test'], 'acme.test': true },
    ])
      await expect(obs.verifyAccessToken(await issuer.sign({ key: own, header }))).rejects.toMatchObject(
        refused,
      )
  })

  test.each(['', '.', '..', 'a.b', 'a.b.c', 'e30.e30.e30', 'a.b.c.d.e', '{}', 'é.é.é', 'x'.repeat(10_000)])(
    'what is no token: %.20j',
    async (token) => {
      await expect(obs.verifyAccessToken(token)).rejects.toMatchObject(refused)
      expect(issuer.fetches).toBe(0)
    },
  )

  test('without a word of the token in the error', async () => {
    const token = await issuer.sign({ claims: { sub: 'secret-subject', aud: 'https://secret.test' } })
    const error = await obs.verifyAccessToken(token).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(AccessTokenError)
    const text = `${String(error)} ${JSON.stringify(error)} ${String((error as Error).cause)}`
    expect(text).not.toContain('secret')
    expect(text).not.toContain(token.slice(-20))
  })
})

test('R3.3 a token without scope or session names none', async () => {
  const { scopes, extra } = await obs.verifyAccessToken(
    await issuer.sign({ claims: { scope: undefined, sid: undefined } }),
  )
  expect(scopes).toEqual([])
  expect(Object.keys(extra).sort()).toEqual(['iss', 'jti', 'sub'])
})
