import { createHash } from 'node:crypto'
import { OauthClient } from '#testkit/end-user/oauth-client.ts'
import type { LightMyRequestResponse } from 'fastify'
import { decodeJwt } from 'jose'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { buildApp } from '../app.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { issuers, type TestIssuer } from '../test/issuers.ts'
import { type OauthVisitor, REDIRECT_URI, type Tokens } from '../test/oauth-flow.ts'
import { randomAddress, sendInto } from '../test/send-into.ts'
import { REFRESH_GRACE_SECONDS } from '../domain/authorization/refresh-grace.ts'

const CODE_LIFE = 60

describe.each(issuers)('abuse of the token endpoint of $issuer on $name', ({ url, open }) => {
  let desk: TestApp
  /** A second process on the same database. */
  let second: TestApp['app']
  let issuer: TestIssuer
  beforeAll(async () => {
    desk = await startTestApp(url)
    second = await buildApp({ config: desk.config, orm: desk.orm })
    issuer = await open(desk)
  })
  afterEach(() => void vi.useRealTimers())
  afterAll(async () => {
    await second.close()
    await desk.close()
  })

  const visitor = () => issuer.visitor()
  const errorOf = (response: LightMyRequestResponse) =>
    `${response.statusCode} ${response.json<{ error?: string }>().error}`
  const pass = (seconds: number) =>
    void vi.useFakeTimers({ toFake: ['Date'] }).setSystemTime(Date.now() + seconds * 1000)

  /** Who has what the client of a user has, on another network. */
  const thiefOf = (ana: OauthVisitor) =>
    Object.assign(new OauthClient(sendInto(desk.app, randomAddress()), ana.origin), {
      clientId: ana.clientId,
      verifier: ana.verifier,
    })

  async function authorized(metadata?: object) {
    const ana = visitor()
    await ana.register(metadata)
    const code = (await ana.authorize()).searchParams.get('code')!
    return { ana, code }
  }

  async function expectDead(ana: OauthVisitor, tokens: Tokens) {
    expect(errorOf(await ana.refresh(tokens.refresh_token))).toBe('400 invalid_grant')
    expect(await issuer.use(tokens)).toBe('invalid-token')
  }

  describe('a code', () => {
    it('invalid_grant, and the tokens die: a code that was redeemed before (RFC 9700 §4.5)', async () => {
      const { ana, code } = await authorized()
      const tokens = (await ana.redeem(code)).json<Tokens>()
      expect(await issuer.use(tokens)).toBe('accepted')
      expect(errorOf(await ana.redeem(code))).toBe('400 invalid_grant')
      await expectDead(ana, tokens)
    })

    it.each([
      ['another verifier', { code_verifier: 'a'.repeat(43) }],
      ['the challenge for a verifier', { code_verifier: 'challenge' }],
      ['another redirect address', { redirect_uri: 'https://claude.example/callback' }],
      ['another port', { redirect_uri: 'http://127.0.0.1:8124/callback' }],
      ['no such code', { code: 'x'.repeat(43) }],
    ])('invalid_grant, and the code is good still: %s', async (_what, wrong: Record<string, string>) => {
      const { ana, code } = await authorized()
      if (wrong.code_verifier === 'challenge') {
        wrong = { code_verifier: createHash('sha256').update(ana.verifier).digest('base64url') }
      }
      expect(errorOf(await ana.redeem(code, wrong))).toBe('400 invalid_grant')
      expect((await ana.redeem(code)).statusCode).toBe(200)
    })

    it.each([
      ['400 invalid_grant', 'code_verifier'],
      ['400 invalid_request', 'redirect_uri'],
      ['400 invalid_request', 'code'],
      ['400 invalid_request', 'grant_type'],
    ])('%s: %s left out', async (error, name) => {
      const { ana, code } = await authorized()
      expect(errorOf(await ana.redeem(code, { [name]: '' }))).toBe(error)
    })

    it('invalid_request: a verifier that is malformed (RFC 7636 §4.1)', async () => {
      const { ana, code } = await authorized()
      expect(errorOf(await ana.redeem(code, { code_verifier: 'short' }))).toBe('400 invalid_request')
    })

    it('invalid_target: another resource than the one it was asked for', async () => {
      const { ana, code } = await authorized()
      const response = await ana.redeem(code, { resource: 'https://evil.example/mcp' })
      expect(errorOf(response)).toBe('400 invalid_target')
    })

    it('invalid_grant: a code of another client', async () => {
      const { code, ana } = await authorized()
      const thief = visitor()
      await thief.register()
      expect(errorOf(await thief.redeem(code, { code_verifier: ana.verifier }))).toBe('400 invalid_grant')
      expect((await ana.redeem(code)).statusCode).toBe(200)
    })

    it(`invalid_grant: is older than ${CODE_LIFE} seconds`, async () => {
      const { ana, code } = await authorized()
      pass(CODE_LIFE + 1)
      expect(errorOf(await ana.redeem(code))).toBe('400 invalid_grant')
    })
  })

  describe('a refresh token', () => {
    it('may be used again for a moment, by ten at once: clients lose answers and run in parallel', async () => {
      const ana = visitor()
      const first = await ana.signIn()
      const elsewhere = Object.assign(issuer.visitor(second), { clientId: ana.clientId })
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, index) => (index % 2 ? ana : elsewhere).refresh(first.refresh_token)),
      )
      expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(10).fill(200))
      pass(REFRESH_GRACE_SECONDS - 5)
      expect((await ana.refresh(first.refresh_token)).statusCode).toBe(200)
    })

    it('invalid_grant, and its whole family dies: was used before, after the grace', async () => {
      const ana = visitor()
      const first = await ana.signIn()
      const next = (await ana.refresh(first.refresh_token)).json<Tokens>()
      const later = (await ana.refresh(next.refresh_token)).json<Tokens>()
      pass(REFRESH_GRACE_SECONDS + 1)
      expect(await issuer.use(later)).toBe('accepted')
      expect(errorOf(await thiefOf(ana).refresh(first.refresh_token))).toBe('400 invalid_grant')
      await expectDead(ana, later)
      await expectDead(ana, next)
    })

    it('invalid_grant, to each of ten who use it again after the grace at the same time', async () => {
      const ana = visitor()
      const first = await ana.signIn()
      const reuse = (client: OauthClient<LightMyRequestResponse>) =>
        Promise.all(Array.from({ length: 10 }, () => client.refresh(first.refresh_token)))
      const family = await reuse(ana)
      pass(REFRESH_GRACE_SECONDS + 1)
      expect((await reuse(thiefOf(ana))).map(errorOf)).toEqual(Array(10).fill('400 invalid_grant'))
      await expectDead(ana, family[0]!.json<Tokens>())
    })

    it('does not take along what the user let the client do afterwards', async () => {
      const ana = visitor()
      const first = await ana.signIn()
      await ana.refresh(first.refresh_token)
      pass(REFRESH_GRACE_SECONDS + 1)
      await thiefOf(ana).refresh(first.refresh_token)
      const anew = await ana.signIn()
      expect(decodeJwt(anew.access_token).sid).not.toBe(decodeJwt(first.access_token).sid)
      expect((await ana.refresh(anew.refresh_token)).statusCode).toBe(200)
    })

    it('the newest goes on for weeks, and ends with the grant', async () => {
      const ana = visitor()
      let tokens = await ana.signIn()
      for (const days of [29, 29, 29]) {
        pass(days * 86_400)
        const response = await ana.refresh(tokens.refresh_token)
        expect(response.statusCode, response.body).toBe(200)
        tokens = response.json<Tokens>()
      }
      pass(4 * 86_400)
      await expectDead(ana, tokens)
    })

    it('invalid_grant: was not used for thirty days', async () => {
      const ana = visitor()
      const tokens = await ana.signIn()
      pass(30 * 86_400 + 1)
      expect(errorOf(await ana.refresh(tokens.refresh_token))).toBe('400 invalid_grant')
    })

    it.each(['mcp offline_access', 'offline_access', 'openid profile mcp offline_access', 'admin', 'mcp'])(
      'may repeat what was asked for at first, %s: the answer names what was granted',
      async (scope) => {
        const ana = visitor()
        const first = await ana.signIn({ scope })
        for (const token of [first, (await ana.refresh(first.refresh_token, { scope })).json<Tokens>()]) {
          expect(token.scope).toBe(issuer.scope)
          expect(decodeJwt(token.access_token).scope).toBe(issuer.scope)
        }
      },
    )

    it('invalid_scope: a scope that is malformed', async () => {
      const ana = visitor()
      const { refresh_token: token } = await ana.signIn()
      expect(errorOf(await ana.refresh(token, { scope: `${issuer.scope} "` }))).toBe('400 invalid_scope')
    })

    it('stands for a person that revokes it: the grant ends and the resource refuses (RFC 7009)', async () => {
      const ana = visitor()
      const tokens = await ana.signIn()
      const response = await desk.app.inject({
        method: 'POST',
        url: '/oauth/revocation',
        headers: { host: issuer.host, 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams({ client_id: ana.clientId, token: tokens.refresh_token }).toString(),
      })
      expect(response.statusCode).toBe(200)
      await expectDead(ana, tokens)
    })
  })

  describe('a client', () => {
    it.each(['client_secret_basic', 'client_secret_post'])('with a secret, by %s', async (method) => {
      const ana = visitor()
      const registered = await ana.register({ token_endpoint_auth_method: method })
      const { client_secret: secret } = registered.json<{ client_secret: string }>()
      const redeem = (code: string, password: string | undefined) => {
        const body = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT_URI }
        const all = { ...body, code_verifier: ana.verifier }
        if (password === undefined) return ana.token(all)
        if (method === 'client_secret_post') return ana.token({ ...all, client_secret: password })
        const basic = Buffer.from(`${ana.clientId}:${password}`).toString('base64')
        return ana.token(all, { authorization: `Basic ${basic}` })
      }
      const code = (await ana.authorize()).searchParams.get('code')!
      for (const wrong of [undefined, 'wrong', `${secret}x`, secret.slice(1)]) {
        expect(errorOf(await redeem(code, wrong))).toBe('401 invalid_client')
      }
      const response = await redeem(code, secret)
      expect(response.statusCode, response.body).toBe(200)
      const { refresh_token: token } = response.json<Tokens>()
      expect(errorOf(await ana.refresh(token))).toBe('401 invalid_client')
    })

    it.each([
      ['400 unsupported_grant_type', 'password'],
      ['400 unsupported_grant_type', 'client_credentials'],
      ['400 unsupported_grant_type', 'urn:ietf:params:oauth:grant-type:device_code'],
      ['400 unsupported_grant_type', 'urn:ietf:params:oauth:grant-type:token-exchange'],
      ['400 unsupported_grant_type', '__proto__'],
    ])('%s: grant_type %s', async (error, grantType) => {
      const ana = visitor()
      await ana.register()
      const response = await ana.token({ grant_type: grantType, username: 'ana', password: 'x' })
      expect(errorOf(response)).toBe(error)
    })

    it.each([
      ['a parameter twice', 'grant_type=refresh_token&grant_type=refresh_token', '400 invalid_request'],
      ['an empty body', '', '400 invalid_request'],
      ['nonsense', '%%%&&&===', '400 invalid_request'],
      ['no client', 'grant_type=refresh_token&refresh_token=x', '400 invalid_request'],
    ])('%s', async (_what, payload, error) => {
      const response = await desk.app.inject({
        method: 'POST',
        url: '/oauth/token',
        headers: { host: issuer.host, 'content-type': 'application/x-www-form-urlencoded' },
        payload,
      })
      expect(errorOf(response)).toBe(error)
      expect(response.headers['cache-control']).toBe('no-store')
    })

    it.each([
      ['application/json', '{}'],
      ['text/plain', 'grant_type=password'],
      ['application/x-www-form-urlencoded', `client_id=${'x'.repeat(200_000)}`],
    ])('a body of %s that is not a form, or too big', async (type, payload) => {
      const response = await desk.app.inject({
        method: 'POST',
        url: '/oauth/token',
        headers: { host: issuer.host, 'content-type': type },
        payload,
      })
      expect([400, 413]).toContain(response.statusCode)
    })
  })
})
