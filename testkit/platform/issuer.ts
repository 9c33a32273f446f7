/*
 * A platform that also issues access tokens, with real keys: it signs what a test asks for, good or bad, publishes its
 * keys on a real socket, and counts how often they are fetched.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, type JWK, type JWTPayload } from 'jose'
import { FakePlatform } from './fake-platform.ts'

export interface SigningKey {
  alg: string
  private: CryptoKey
  /** As published. */
  public: JWK
}

export interface Forgery {
  /** Claims that differ from those of a good token; `undefined` leaves one out. */
  claims?: JWTPayload
  header?: Record<string, unknown>
  /** Default: the issuer's own. */
  key?: { alg: string; private: CryptoKey | Uint8Array }
}

export const RESOURCE = 'http://127.0.0.1:4444/mcp'

const JWKS = 'GET /oauth/jwks'

export async function createKey(alg = 'ES256'): Promise<SigningKey> {
  const pair = await generateKeyPair(alg, { extractable: true })
  const jwk = await exportJWK(pair.publicKey)
  return {
    alg,
    private: pair.privateKey,
    public: { ...jwk, alg, use: 'sig', kid: await calculateJwkThumbprint(jwk) },
  }
}

export class Issuer {
  readonly platform: FakePlatform
  /** The key that signs. */
  key: SigningKey
  /** What `/oauth/jwks` answers. */
  published: JWK[]
  fetches = 0
  /** Answers in place of the key set. */
  onKeys: ((request: IncomingMessage, response: ServerResponse) => void) | undefined

  private constructor(platform: FakePlatform, key: SigningKey) {
    this.platform = platform
    this.key = key
    this.published = [key.public]
    platform.config.authMode = 'oauth'
    platform.config.oauth = { issuer: platform.origin, resource: RESOURCE, scopes: ['mcp'] }
    platform.routes.set(JWKS, (request, response) => {
      this.fetches++
      if (this.onKeys) return this.onKeys(request, response)
      response
        .writeHead(200, { 'content-type': 'application/jwk-set+json' })
        .end(JSON.stringify({ keys: this.published }))
    })
  }

  /** @param host the name in its URL; `127.0.0.1` goes through fetch, `*.localhost` through node:http. */
  static async start(host = '127.0.0.1'): Promise<Issuer> {
    return new Issuer(await FakePlatform.start(host), await createKey())
  }

  stop(): Promise<void> {
    return this.platform.stop()
  }

  /** A token as the platform issues it, except for what the test changes. */
  sign({ claims = {}, header = {}, key = this.key }: Forgery = {}): Promise<string> {
    const now = Math.floor(Date.now() / 1000)
    const payload: JWTPayload = {
      iss: this.platform.origin,
      sub: 'user-1',
      aud: this.platform.config.oauth?.resource ?? RESOURCE,
      exp: now + 600,
      iat: now,
      jti: crypto.randomUUID(),
      client_id: 'client-1',
      scope: 'mcp',
      sid: 'grant-1',
      ...claims,
    }
    return new SignJWT(payload)
      .setProtectedHeader({ alg: key.alg, typ: 'at+jwt', kid: this.key.public.kid ?? '', ...header })
      .sign(key.private, { crit: { 'acme.test': true } })
  }
}
