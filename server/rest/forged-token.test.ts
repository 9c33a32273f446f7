import { createHmac, createSecretKey } from 'node:crypto'
import { decodeJwt, exportJWK, generateKeyPair } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from '../app.ts'
import { databases } from '../test/databases.ts'
import { signUpStaff } from '../test/factories.ts'
import { OauthVisitor } from '../test/oauth-flow.ts'
import { type Desk, refusalOf, SdkCaller, startDesk, ticketBody } from '../test/sdk-caller.ts'
import { bearer, SignedIn } from '../test/signed-in.ts'

const MINUTE = 60

describe.each(databases)('R2.2 access tokens that are not good on $name', ({ url }) => {
  let desk: Desk
  let world: SignedIn
  beforeAll(async () => {
    desk = await startDesk(url)
    world = await SignedIn.start(desk)
  })
  afterAll(() => desk.close())

  /** Tokens that must not open anything, made from a good one. */
  const FORGED: Record<string, (world: SignedIn) => Promise<string> | string> = {
    'no token at all': () => '',
    'no JWT': () => 'opaque',
    'five parts': ({ token }) => `${token}.a.b`,
    'another signature': ({ token }) => `${token.slice(0, -4)}AAAA`,
    'another payload': ({ token }) => token.replace(/\.(.)/, (_, letter) => `.${letter === 'e' ? 'f' : 'e'}`),
    'no signature': ({ token }) => token.replace(/[^.]+$/, ''),
    'alg none': ({ token }) => `${encode({ alg: 'none', typ: 'at+jwt' })}.${token.split('.')[1]}.`,
    'HS256 with the public key as the secret': async (world) => {
      const { d: _private, ...publicJwk } = (await world.keys())[0]!
      const header = encode({ alg: 'HS256', typ: 'at+jwt', kid: publicJwk.kid })
      const body = `${header}.${world.token.split('.')[1]}`
      const secret = createSecretKey(Buffer.from(JSON.stringify(publicJwk)))
      return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`
    },
    'a key of the forger’s, in the header': async (world) => {
      const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
      const jwk = await exportJWK(publicKey)
      return world.sign({}, { jwk }, { ...(await exportJWK(privateKey)), alg: 'ES256' })
    },
    'a key that nobody knows': (world) => world.sign({}, { kid: 'bogus' }),
    expired: (world) => world.sign({ exp: now() - MINUTE }),
    'not yet valid': (world) => world.sign({ nbf: now() + MINUTE }),
    'another issuer': (world) => world.sign({ iss: 'https://evil.example' }),
    'the issuer with a slash': (world) => world.sign({ iss: `${world.user.origin}/` }),
    'another audience': (world) => world.sign({ aud: 'https://mcp.example.com/other' }),
    'this API as its audience': (world) => world.sign({ aud: world.user.origin }),
    'the type of an ID token': (world) => world.sign({}, { typ: 'JWT' }),
    'no type': (world) => world.sign({}, { typ: undefined }),
    ...Object.fromEntries(
      ['iss', 'aud', 'sub', 'sid', 'exp', 'iat', 'jti', 'client_id'].map((claim) => [
        `no ${claim}`,
        (world: SignedIn) => world.sign({ [claim]: undefined }),
      ]),
    ),
    'another user’s sub': async (world) => {
      const other = decodeJwt(await world.neighbour())
      return world.sign({ sub: other.sub })
    },
    'a session that never was': (world) => world.sign({ sid: '0192f0a0-0000-7000-8000-000000000000' }),
    'a session that is no text': (world) => world.sign({ sid: { $ne: '' } }),
    'a token of the same organization’s other server, for the same resource': async () =>
      (await SignedIn.start(desk)).token,
    'a token of another organization’s server': async () =>
      (await SignedIn.start(desk, await signUpStaff(desk.app))).token,
    'another server’s user, signed here': async (world) => {
      const { sub, sid } = await SignedIn.start(desk)
      return world.sign({ sub, sid })
    },
    'a refresh token': async ({ server }) =>
      (await new OauthVisitor(desk.app, server.host).signIn()).refresh_token,
  }

  it.each(Object.entries(FORGED))('401 and no ticket: %s', async (_what, forge) => {
    const before = await world.ticketCount()
    const response = await world.sdk.openTicket(ticketBody(), bearer(await forge(world)))
    expect(refusalOf(response)).toBe('401 invalid-token')
    expect(response.headers['www-authenticate']).toBe('Bearer error="invalid_token"')
    expect(await world.ticketCount()).toBe(before)
  })

  it.each(['', 'other', 'mcp2', 'MCP', 'mcp\u00a0'])('403 and no ticket: the scope %j', async (scope) => {
    const before = await world.ticketCount()
    const response = await world.sdk.openTicket(ticketBody(), bearer(await world.sign({ scope })))
    expect(refusalOf(response)).toBe('403 insufficient-scope')
    expect(await world.ticketCount()).toBe(before)
  })

  it('201: what the forged ones were made with is good, if nothing is forged', async () => {
    expect((await world.sdk.openTicket(ticketBody(), bearer(await world.sign({})))).statusCode).toBe(201)
  })

  it('bad tokens cost no quota', async () => {
    const quotas = { ...desk.config.quotas, serverPerMinute: 1, emailPer10Minutes: 1 }
    const app = await buildApp({ config: { ...desk.config, quotas }, orm: desk.orm })
    const world = await SignedIn.start(desk)
    const sdk = new SdkCaller(app, world.server)
    for (const bad of [
      'opaque',
      await world.sign({ exp: now() - MINUTE }),
      await world.sign({ scope: '' }),
    ]) {
      expect((await sdk.openTicket(ticketBody(), bearer(bad))).statusCode).toBeOneOf([401, 403])
    }
    expect((await sdk.openTicket(ticketBody(), bearer(world.token))).statusCode).toBe(201)
    expect(refusalOf(await sdk.openTicket(ticketBody(), bearer(world.token)))).toBe('429 quota-exceeded')
    await app.close()
  })
})

const now = () => Math.floor(Date.now() / 1000)
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
