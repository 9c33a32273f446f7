import { decodeJwt, decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SignInStepDto } from '#shared/sign-in.ts'
import { databases } from '../test/databases.ts'
import { createServer, PASSWORD, signUpStaff, type TestServer } from '../test/factories.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { OauthVisitor, REDIRECT_URI, type Tokens } from '../test/oauth-flow.ts'

const RESOURCE = 'https://mcp.example.com/mcp'

describe.each(databases)('R6 sign-in of end-users on $name', ({ url }) => {
  let desk: TestApp
  let server: TestServer
  const visitor = () => new OauthVisitor(desk.app, server.host)
  beforeAll(async () => {
    desk = await startTestApp(url)
    server = await createServer(await signUpStaff(desk.app), { authMode: 'oauth', resourceUrl: RESOURCE })
  })
  afterAll(() => desk.close())

  it('goes from registration over sign-up and consent to a token for the one resource', async () => {
    const ana = visitor()
    await ana.register()
    const callback = await ana.authorize()
    expect(`${callback.origin}${callback.pathname}`).toBe(REDIRECT_URI)
    expect(callback.searchParams.get('state')).toBe('a-state')
    expect(callback.searchParams.get('iss')).toBe(ana.origin)
    const response = await ana.redeem(callback.searchParams.get('code')!)
    const tokens = response.json<Tokens>()
    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 600, scope: 'mcp' })
    expect(decodeProtectedHeader(tokens.access_token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' })
    expect(decodeJwt(tokens.access_token)).toMatchObject({
      iss: ana.origin,
      aud: RESOURCE,
      client_id: ana.clientId,
      scope: 'mcp',
      sub: expect.stringMatching(/^[0-9a-f-]{36}$/),
      sid: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
  })

  it('knows the user again with the password alone, and asks for consent every time', async () => {
    const ana = visitor()
    const first = decodeJwt((await ana.signIn()).access_token)
    const elsewhere = visitor()
    await elsewhere.register()
    let page = await elsewhere.open()
    page = await elsewhere.act(page, 'sign-in', { email: ana.email.toUpperCase(), password: PASSWORD })
    const step = (await elsewhere.step(page)).json<SignInStepDto>()
    expect(step).toEqual({
      step: 'consent',
      server: { name: 'Acme' },
      client: { name: 'Test client' },
      redirect: { target: '127.0.0.1:8123', kind: 'loopback' },
      user: { name: 'Ana Lima', email: ana.email },
    })
    const callback = await elsewhere.act(page, 'consent')
    const second = decodeJwt(
      (await elsewhere.redeem(callback.searchParams.get('code')!)).json<Tokens>().access_token,
    )
    expect(second.sub).toBe(first.sub)
    expect(second.sid).not.toBe(first.sid)
    const again = await elsewhere.open()
    expect((await elsewhere.step(again)).json<SignInStepDto>().step).toBe('consent')
    const third = await elsewhere.act(again, 'consent')
    const { sid } = decodeJwt(
      (await elsewhere.redeem(third.searchParams.get('code')!)).json<Tokens>().access_token,
    )
    expect(sid).toBe(second.sid)
  })

  it('tells the client when the user declines', async () => {
    const ana = visitor()
    await ana.register()
    const page = await ana.open()
    const callback = await ana.act(page, 'cancel')
    expect(Object.fromEntries(callback.searchParams)).toEqual({
      error: 'access_denied',
      error_description: 'the end-user declined',
      state: 'a-state',
      iss: ana.origin,
    })
  })

  it('lets another person sign in at the consent step', async () => {
    const ana = visitor()
    await ana.register()
    let page = await ana.open()
    page = await ana.act(page, 'sign-up', { name: 'Ana Lima', email: ana.email, password: PASSWORD })
    page = await ana.act(page, 'sign-out')
    expect((await ana.step(page)).json<SignInStepDto>()).toMatchObject({ step: 'sign-in' })
    page = await ana.act(page, 'sign-up', { name: 'Bo', email: `bo-${ana.email}`, password: PASSWORD })
    expect((await ana.step(page)).json<SignInStepDto>().user).toEqual({
      name: 'Bo',
      email: `bo-${ana.email}`,
    })
    expect((await ana.act(page, 'consent')).searchParams.get('code')).toBeTruthy()
  })

  it.each([
    RESOURCE,
    `${RESOURCE}/`,
    'https://mcp.example.com',
    'https://mcp.example.com/',
    `${RESOURCE}?utm_source=x`,
    undefined,
  ])('gives one audience to a client that names the resource %s', async (resource) => {
    const ana = visitor()
    ana.resource = resource
    expect(decodeJwt((await ana.signIn()).access_token).aud).toBe(RESOURCE)
  })

  it('keeps the user signed in by refreshing, with a new refresh token each time', async () => {
    const ana = visitor()
    const first = await ana.signIn()
    const second = (await ana.refresh(first.refresh_token)).json<Tokens>()
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect(decodeJwt(second.access_token)).toMatchObject({
      aud: RESOURCE,
      sid: decodeJwt(first.access_token).sid,
    })
  })
})
