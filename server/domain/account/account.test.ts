import type { SessionDto } from '#shared/account.ts'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { databases } from '../../test/databases.ts'
import { PASSWORD, signUpStaff, Visitor } from '../../test/factories.ts'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { resetPassword } from './reset-password.ts'

/** Wrong passwords for one account, from all networks together that it was never signed in to from. */
const STRANGERS = 30

describe.each(databases)('§6 accounts and sessions on $name', ({ url }) => {
  let test: TestApp
  beforeAll(async () => {
    test = await startTestApp(url)
  })
  afterAll(() => test.close())

  const platform = () => ({
    em: test.orm.em.fork(),
    now: () => new Date(),
    settings: test.config,
  })

  it('signs up with an organization of one’s own, out, and in again', async () => {
    const { visitor, email, org } = await signUpStaff(test.app, 'Ünïcode & Söns')
    const session = await visitor.query<SessionDto>('account.session')
    expect(session).toEqual({
      account: { name: 'Ada Lovelace', email },
      organizations: [{ slug: org, name: 'Ünïcode & Söns', role: 'owner' }],
    })
    expect(org).toMatch(/^u-?ni-?code-so-?ns(-\d+)?$/)
    const old = visitor.cookie
    await visitor.mutate('account.signOut')
    expect(await visitor.query('account.session')).toBeNull()
    visitor.cookie = old
    expect(await visitor.query('account.session')).toBeNull()
    await visitor.mutate('account.signIn', { email: email.toUpperCase(), password: PASSWORD })
    expect(await visitor.query('account.session')).toEqual(session)
  })

  it('keeps neither password nor session secret: hashes only', async () => {
    const { visitor, email } = await signUpStaff(test.app)
    const [account] = await test.orm.em.execute<{ id: string; password_hash: string }[]>(
      'select id, password_hash from account where email_key = ?',
      [email],
    )
    expect(account!.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    const sessions = await test.orm.em.execute('select * from dashboard_session where account_id = ?', [
      account!.id,
    ])
    const secret = visitor.cookie!.split('=')[1]!
    expect(secret.length).toBeGreaterThanOrEqual(43)
    expect(JSON.stringify(sessions)).not.toContain(secret)
    expect(sessions).toHaveLength(1)
  })

  it('401: a wrong password and an unknown address look the same', async () => {
    const { email } = await signUpStaff(test.app)
    const visitor = new Visitor(test.app)
    const wrong = await visitor.problemOf('mutate', 'account.signIn', { email, password: 'wrong password' })
    const unknown = await visitor.problemOf('mutate', 'account.signIn', {
      email: `x${email}`,
      password: 'wrong password',
    })
    expect(wrong).toMatchObject({ status: 401, code: 'wrong-credentials' })
    expect({ ...wrong, requestId: '' }).toEqual({ ...unknown, requestId: '' })
  })

  it('429: guessing a password slows down, for this account and not for another', async () => {
    const [victim, other] = [await signUpStaff(test.app), await signUpStaff(test.app)]
    vi.useFakeTimers({ toFake: ['Date'] })
    onTestFinished(() => void vi.useRealTimers())
    const guesser = new Visitor(test.app)
    const wrong = { email: victim.email, password: 'wrong password' }
    for (let attempt = 0; attempt < 5; attempt++) await guesser.send('POST', 'account.signIn', wrong)
    const right = { email: victim.email, password: PASSWORD }
    const refused = await guesser.problemOf('mutate', 'account.signIn', right)
    expect(refused).toMatchObject({ status: 429, code: 'quota-exceeded' })
    expect(refused.retryAfterSeconds).toBe(1)
    await guesser.mutate('account.signIn', { email: other.email, password: PASSWORD })
  })

  it('lets a browser that has signed in before go on while strangers guess, and slows its own guesses down', async () => {
    const victim = await signUpStaff(test.app)
    const right = { email: victim.email, password: PASSWORD }
    const wrong = { ...right, password: 'wrong password' }
    const known = new Visitor(test.app)
    await known.mutate('account.signIn', right)
    const strangers = (email: string) =>
      Promise.all(
        Array.from({ length: STRANGERS }, () =>
          new Visitor(test.app).send('POST', 'account.signIn', { ...wrong, email }),
        ),
      )
    await strangers(victim.email)
    const stranger = await new Visitor(test.app).problemOf('mutate', 'account.signIn', right)
    expect(stranger.code).toBe('quota-exceeded')
    await known.mutate('account.signIn', { ...right, email: victim.email.toUpperCase() })
    await known.mutate('account.changePassword', { currentPassword: PASSWORD, password: `${PASSWORD}!` })

    // It is known to this account only: at another one it counts as any other browser.
    const other = await signUpStaff(test.app)
    await strangers(other.email)
    const elsewhere = await known.problemOf('mutate', 'account.signIn', { ...right, email: other.email })
    expect(elsewhere.code).toBe('quota-exceeded')
    for (let attempt = 0; attempt < 5; attempt++) await known.send('POST', 'account.signIn', wrong)
    expect((await known.problemOf('mutate', 'account.signIn', right)).code).toBe('quota-exceeded')
  })

  it('409: an address that has an account, in any case', async () => {
    const { email } = await signUpStaff(test.app)
    const input = { name: 'x', email: email.toUpperCase(), password: PASSWORD, organizationName: 'x' }
    expect(await new Visitor(test.app).problemOf('mutate', 'account.signUp', input)).toMatchObject({
      status: 409,
      code: 'email-taken',
    })
  })

  it.each([
    [{ password: 'x'.repeat(11) }, '/password'],
    [{ password: 'x'.repeat(129) }, '/password'],
    [{ email: 'not an address' }, '/email'],
    [{ email: `${'x'.repeat(250)}@a.co` }, '/email'],
    [{ name: '' }, '/name'],
    [{ organizationName: '  \n ' }, '/organizationName'],
    [{ admin: true }, '/admin'],
  ])('422: signing up with %j', async (change, pointer) => {
    const input = { name: 'x', email: 'a@example.com', password: PASSWORD, organizationName: 'x', ...change }
    const problem = await new Visitor(test.app).problemOf('mutate', 'account.signUp', input)
    expect(problem).toMatchObject({ status: 422, code: 'validation-failed' })
    expect(problem.errors!.map((error) => error.pointer)).toEqual([pointer])
  })

  it('a new password ends every session of the account', async () => {
    const { visitor, email } = await signUpStaff(test.app)
    await resetPassword(platform(), email, 'another password')
    expect(await visitor.query('account.session')).toBeNull()
    const refused = await visitor.problemOf('mutate', 'account.signIn', { email, password: PASSWORD })
    expect(refused.code).toBe('wrong-credentials')
    await visitor.mutate('account.signIn', { email, password: 'another password' })
    await expect(resetPassword(platform(), 'nobody@example.com', 'x')).rejects.toMatchObject({
      code: 'member-not-found',
    })
  })

  it('of new passwords that are set at once, one counts and the others are refused', async () => {
    const { email } = await signUpStaff(test.app)
    const passwords = ['first new one', 'second new one', 'third new one']
    const results = await Promise.allSettled(passwords.map((each) => resetPassword(platform(), email, each)))
    const set = passwords.filter((_, index) => results[index]!.status === 'fulfilled')
    expect(set).toHaveLength(1)
    expect(results.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))).toMatchObject([
      { code: 'request-in-progress' },
      { code: 'request-in-progress' },
    ])
    await new Visitor(test.app).mutate('account.signIn', { email, password: set[0] })
  })

  it('an expired session is nobody’s, and one used late is prolonged', async () => {
    const { visitor, email } = await signUpStaff(test.app)
    const setExpiry = (at: Date) =>
      test.orm.em.execute(
        'update dashboard_session set expires_at = ? where account_id = (select id from account where email_key = ?)',
        [at, email],
      )
    await setExpiry(new Date(Date.now() + 60_000))
    const { headers } = await visitor.send('GET', 'account.session')
    expect(String(headers['set-cookie'])).toContain(visitor.cookie!)
    await setExpiry(new Date(Date.now() - 1))
    expect(await visitor.query('account.session')).toBeNull()
  })
})

describe('§6 sign-up policy and cookies', () => {
  it('403: nobody signs up where sign-up is closed', async () => {
    const test = await startTestApp(databases[0]!.url, { signUp: 'closed' })
    expect(await new Visitor(test.app).query('account.signUpPolicy')).toEqual({ open: false })
    const input = { name: 'x', email: 'closed@example.com', password: PASSWORD, organizationName: 'x' }
    const problem = await new Visitor(test.app).problemOf('mutate', 'account.signUp', input)
    expect(problem).toMatchObject({ status: 403, code: 'sign-up-closed' })
    await test.close()
  })

  it('first: open until there is an account', async () => {
    const url = `sqlite:.cache/test/first-${crypto.randomUUID()}.db`
    const test = await startTestApp(url, { signUp: 'first' })
    expect(await new Visitor(test.app).query('account.signUpPolicy')).toEqual({ open: true })
    await signUpStaff(test.app)
    expect(await new Visitor(test.app).query('account.signUpPolicy')).toEqual({ open: false })
    await expect(signUpStaff(test.app)).rejects.toThrow('sign-up-closed')
    await test.close()
  })

  it('with https the cookie is __Host-, Secure, HttpOnly and Lax', async () => {
    const test = await startTestApp(databases[0]!.url, { appOrigin: 'https://localhost:3000' })
    const visitor = new Visitor(test.app)
    const input = {
      name: 'x',
      email: `${crypto.randomUUID()}@example.com`,
      password: PASSWORD,
      organizationName: 'x',
    }
    const { headers } = await visitor.send('POST', 'account.signUp', input)
    const cookies = [headers['set-cookie']].flat().map(String)
    expect(cookies).toHaveLength(2)
    for (const cookie of cookies) {
      expect(cookie).toMatch(/^__Host-/)
      for (const attribute of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax'])
        expect(cookie.split('; ')).toContain(attribute)
    }
    expect(cookies.find((cookie) => cookie.startsWith('__Host-session'))).toMatch(
      /=[\w-]{43}; Max-Age=2592000; /,
    )
    expect(cookies.find((cookie) => cookie.startsWith('__Host-device'))).toMatch(
      /=[\w-]{22}\.[\w-]{30}; .*Max-Age=15552000; /,
    )
    await test.close()
  })
})
