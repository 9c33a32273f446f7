import { randomUUID } from 'node:crypto'
import type { EndUserPageDto, NewPasswordDto } from '#shared/end-user.ts'
import type { SignInProgressDto } from '#shared/sign-in.ts'
import type { LightMyRequestResponse } from 'fastify'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { databases } from '../test/databases.ts'
import { createServer, PASSWORD, signUpStaff, type Staff, type TestServer } from '../test/factories.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { Browser, OauthVisitor } from '../test/oauth-flow.ts'
import { OAUTH } from '../test/signed-in.ts'

const OWN = 'a password of my own'
const WRONG = 'not the password'

describe.each(databases)('R6.1 a user changes their password on $name', ({ url }) => {
  let desk: TestApp
  let staff: Staff
  let server: TestServer
  beforeAll(async () => {
    desk = await startTestApp(url)
    staff = await signUpStaff(desk.app)
    server = await createServer(staff, OAUTH)
  })
  // Waits begin at a second; hashing takes longer than that on a busy machine.
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
  afterEach(() => void vi.useRealTimers())
  afterAll(() => desk.close())

  /** A user with tokens, at the sign-in step in another browser. */
  async function withUser(at = server.host) {
    const ana = new OauthVisitor(desk.app, at)
    const tokens = await ana.signIn()
    return { ana, tokens, email: ana.email, ...(await visit(at)) }
  }
  async function visit(at = server.host) {
    const visitor = new OauthVisitor(desk.app, at, new Browser(desk.app))
    await visitor.register()
    const page = await visitor.open()
    const post = (action: string, payload: object = {}) =>
      visitor.browser.post(`${page.href}/api/${action}`, payload)
    const signIn = (email: string, password: string) => post('sign-in', { email, password })
    const change = (email: string, currentPassword: string, password: unknown, more: object = {}) =>
      post('change-password', { email, currentPassword, password, ...more })
    return { visitor, page, post, signIn, change }
  }
  async function reset(email: string): Promise<string> {
    const at = { org: staff.org, slug: server.slug }
    const { users } = await staff.visitor.query<EndUserPageDto>('endUser.list', { ...at, search: email })
    const input = { ...at, userId: users[0]!.id }
    return (await staff.visitor.mutate<NewPasswordDto>('endUser.resetPassword', input)).password
  }
  const codeOf = (response: LightMyRequestResponse) =>
    `${response.statusCode} ${response.json<{ code?: string }>().code}`

  it('403: a password that staff gave lets nobody in, and says so only to who knows it', async () => {
    const { email, signIn } = await withUser()
    const given = await reset(email)
    expect(codeOf(await signIn(email, WRONG))).toBe('401 wrong-credentials')
    expect(codeOf(await signIn(email, PASSWORD))).toBe('401 wrong-credentials')
    expect(codeOf(await signIn(email, given))).toBe('403 password-change-required')
  })

  it('goes on to consent with the password that the user chose, and only with this one from then on', async () => {
    const { email, visitor, page, change } = await withUser()
    const given = await reset(email)
    const changed = await change(email.toUpperCase(), given, OWN)
    expect(changed.statusCode).toBe(200)
    const { redirectTo } = changed.json<SignInProgressDto>()
    const { headers } = await visitor.browser.get(new URL(redirectTo, page))
    const consent = new URL(String(headers.location), page)
    expect((await visitor.step(consent)).json()).toMatchObject({ step: 'consent', user: { email } })
    const callback = await visitor.act(consent, 'consent')
    expect((await visitor.redeemCallback(callback)).access_token).toBeTruthy()

    const next = await visit()
    expect(codeOf(await next.signIn(email, given))).toBe('401 wrong-credentials')
    expect((await next.signIn(email, OWN)).statusCode).toBe(200)
  })

  it('ends all sessions of the user, and every other browser has to sign in again', async () => {
    const { ana, tokens, email, change } = await withUser()
    // Browsers' sign-ins are kept in whole seconds.
    vi.setSystemTime(Date.now() + 2_000)
    expect((await change(email, PASSWORD, OWN)).statusCode).toBe(200)
    expect((await ana.refresh(tokens.refresh_token)).json()).toMatchObject({ error: 'invalid_grant' })
    expect((await ana.step(await ana.open())).json()).toMatchObject({ step: 'sign-in' })
  })

  it('404: consent that was open while staff gave a new password is not granted', async () => {
    const { ana, email } = await withUser()
    const consent = await ana.open()
    expect((await ana.step(consent)).json()).toMatchObject({ step: 'consent' })
    await reset(email)
    const answer = await ana.browser.post(`${consent.href}/api/consent`)
    expect(codeOf(answer)).toBe('404 sign-in-expired')
    expect((await ana.step(await ana.open())).json()).toMatchObject({ step: 'sign-in' })
  })

  describe('a sign-in with the old password gets nothing after a change in the same second', () => {
    async function withOldSignIn() {
      const { email, change } = await withUser()
      const old = await visit()
      const { redirectTo } = (await old.signIn(email, PASSWORD)).json<SignInProgressDto>()
      const follow = async () => {
        const { headers } = await old.visitor.browser.get(new URL(redirectTo, old.page))
        return new URL(String(headers.location), old.page)
      }
      const stepAt = async (at: URL) => (await old.visitor.step(at)).json<{ step: string }>().step
      return { old: old.visitor, follow, stepAt, change: () => change(email, PASSWORD, OWN) }
    }

    it('at the consent page', async () => {
      const { old, follow, stepAt, change } = await withOldSignIn()
      const consent = await follow()
      expect((await change()).statusCode).toBe(200)
      const answer = await old.browser.post(`${consent.href}/api/consent`)
      expect(codeOf(answer)).toBe('404 sign-in-expired')
      expect(await stepAt(await old.open())).toBe('sign-in')
    })

    it('on its way there', async () => {
      const { follow, stepAt, change } = await withOldSignIn()
      expect((await change()).statusCode).toBe(200)
      expect(await stepAt(await follow())).toBe('sign-in')
    })
  })

  it('401: a wrong current password and an unknown address are one and the same answer', async () => {
    const { email, change } = await withUser()
    const [wrong, unknown] = [await change(email, WRONG, OWN), await change(`x-${email}`, WRONG, OWN)]
    expect(codeOf(wrong)).toBe('401 wrong-credentials')
    const bodyOf = (response: LightMyRequestResponse) => ({ ...response.json<object>(), requestId: '' })
    expect(bodyOf(unknown)).toEqual(bodyOf(wrong))
  })

  it('429: guesses count together with those at sign-in', async () => {
    const { email, signIn, change } = await withUser()
    for (let count = 0; count < 5; count++) {
      const guess = count % 2 ? change(email, WRONG, OWN) : signIn(email, WRONG)
      expect(codeOf(await guess)).toBe('401 wrong-credentials')
    }
    expect(codeOf(await change(email, PASSWORD, OWN))).toBe('429 quota-exceeded')
    expect(codeOf(await signIn(email, PASSWORD))).toBe('429 quota-exceeded')
  })

  it.each([
    ['/password', PASSWORD, {}],
    ['/password', 'x'.repeat(11), {}],
    ['/password', 'x'.repeat(129), {}],
    ['/password', '1qaz2wsx3edc4rfv', {}],
    ['/password', undefined, {}],
    ['/currentPassword', OWN, { currentPassword: '' }],
    ['/email', OWN, { email: 'ana' }],
    ['/role', OWN, { role: 'owner' }],
  ])('422 at %s: %j %j, and the password stays', async (pointer, password, more) => {
    const { email, signIn, change } = await withUser()
    const refused = await change(email, PASSWORD, password, more)
    expect(codeOf(refused)).toBe('422 validation-failed')
    expect(refused.json<{ errors: { pointer: string }[] }>().errors[0]!.pointer).toBe(pointer)
    expect((await signIn(email, PASSWORD)).statusCode).toBe(200)
  })

  it('422: the address itself is no password', async () => {
    const { email, change } = await withUser()
    expect(codeOf(await change(email, PASSWORD, email))).toBe('422 validation-failed')
  })

  it('403: a disabled user changes nothing', async () => {
    const { email, change } = await withUser()
    const at = { org: staff.org, slug: server.slug }
    const { users } = await staff.visitor.query<EndUserPageDto>('endUser.list', { ...at, search: email })
    await staff.visitor.mutate('endUser.disable', { ...at, userId: users[0]!.id })
    expect(codeOf(await change(email, PASSWORD, OWN))).toBe('403 account-disabled')
  })

  it('lets one of several changes at once win', async () => {
    const { email } = await withUser()
    const given = await reset(email)
    const visits = await Promise.all(Array.from({ length: 4 }, () => visit()))
    const passwords = visits.map((_, index) => `a password of my own ${index}`)
    const answers = await Promise.all(
      visits.map(({ change }, index) => change(email, given, passwords[index])),
    )
    expect(answers.map(codeOf).filter((code) => code === '401 wrong-credentials')).toHaveLength(3)
    const winner = answers.findIndex(({ statusCode }) => statusCode === 200)
    expect((await (await visit()).signIn(email, passwords[winner]!)).statusCode).toBe(200)
  })

  it('keeps the password of staff temporary, if the user changes theirs at that moment', async () => {
    const { email } = await withUser()
    let given = await reset(email)
    for (let round = 0; round < 5; round++) {
      const { change } = await visit()
      const [, next] = await Promise.all([change(email, given, `${OWN} ${round}`), reset(email)])
      given = next
      expect(codeOf(await (await visit()).signIn(email, given))).toBe('403 password-change-required')
    }
  })

  it('404: another MCP server’s page, or a step other than signing in', async () => {
    const neighbour = (await createServer(staff, OAUTH)).host
    const { ana, email } = await withUser()
    expect(codeOf(await (await visit(neighbour)).change(email, PASSWORD, OWN))).toBe('401 wrong-credentials')
    const consent = await ana.open()
    const input = { email, currentPassword: PASSWORD, password: OWN }
    expect(codeOf(await ana.browser.post(`${consent.href}/api/change-password`, input))).toBe(
      '404 sign-in-expired',
    )
    const elsewhere = new URL(consent.pathname.replace(/[^/]+$/, randomUUID()), consent)
    expect(codeOf(await ana.browser.post(`${elsewhere.href}/api/change-password`, input))).toBe(
      '404 sign-in-expired',
    )
  })
})
