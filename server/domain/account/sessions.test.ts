import type { DashboardSessionDto, SessionDto } from '#shared/account.ts'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { databases } from '../../test/databases.ts'
import { PASSWORD, signUpStaff, Visitor } from '../../test/factories.ts'
import { startTestApp, type TestApp } from '../../test/harness.ts'

const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0'
const OWN = 'another long password'
const WRONG = 'not the password'

describe.each(databases)('R6.1 sessions and passwords of staff on $name', ({ url }) => {
  let test: TestApp
  beforeAll(async () => {
    test = await startTestApp(url)
  })
  // Waits begin at a second; hashing takes longer than that on a busy machine.
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
  afterEach(() => void vi.useRealTimers())
  afterAll(() => test.close())

  const sessionsOf = (visitor: Visitor) => visitor.query<DashboardSessionDto[]>('account.sessions')
  const signIn = async (email: string, password = PASSWORD, userAgent = FIREFOX) => {
    const visitor = new Visitor(test.app)
    const { statusCode } = await visitor.send(
      'POST',
      'account.signIn',
      { email, password },
      { 'user-agent': userAgent },
    )
    expect(statusCode).toBe(200)
    return visitor
  }
  const isSignedIn = async (visitor: Visitor) => (await visitor.query('account.session')) !== null
  const change = (visitor: Visitor, currentPassword: string, password: unknown) =>
    visitor.send('POST', 'account.changePassword', { currentPassword, password })
  const codeOf = (body: string) =>
    (JSON.parse(body) as { error?: { data: { problem: { code: string } } } }).error?.data.problem.code ?? 'ok'

  it('are listed with browser, system and times, and which of them asks', async () => {
    const { visitor, email } = await signUpStaff(test.app)
    vi.setSystemTime(Date.now() + 60_000)
    const phone = await signIn(email)
    const [first, second] = await sessionsOf(visitor)
    expect(first).toMatchObject({ browser: 'Firefox on Linux', current: false })
    expect(second).toMatchObject({ browser: 'Unknown browser', current: true })
    expect(Date.parse(first!.createdAt)).toBeGreaterThan(Date.parse(second!.createdAt))
    expect((await sessionsOf(phone)).map(({ current }) => current)).toEqual([true, false])
    const rows = await test.orm.em.execute('select * from dashboard_session where id = ?', [first!.id])
    expect(JSON.stringify(rows)).not.toContain(phone.cookie!.split('=')[1])
  })

  it('keep 200 characters of what the browser says it is, and show none of them', async () => {
    const { email } = await signUpStaff(test.app)
    const hostile = `<script>alert(1)</script>${'x'.repeat(5_000)}`
    const visitor = await signIn(email, PASSWORD, hostile)
    const list = await sessionsOf(visitor)
    expect(list[0]).toMatchObject({ browser: 'Unknown browser', current: true })
    expect(JSON.stringify(list)).not.toContain('script')
    const rows = await test.orm.em.execute<{ user_agent: string | null }[]>(
      'select user_agent from dashboard_session where id = ?',
      [list[0]!.id],
    )
    expect(rows[0]!.user_agent).toBe(hostile.slice(0, 200))
  })

  it('say when they were last used, to within minutes', async () => {
    const { visitor } = await signUpStaff(test.app)
    const [{ lastSeenAt: first } = {}] = await sessionsOf(visitor)
    vi.setSystemTime(Date.now() + 60_000)
    expect((await sessionsOf(visitor))[0]!.lastSeenAt).toBe(first)
    vi.setSystemTime(Date.now() + 5 * 60_000)
    await visitor.query('account.session')
    // Nobody waits for that write.
    const read = async () => Date.parse((await sessionsOf(visitor))[0]!.lastSeenAt!) - Date.parse(first!)
    await vi.waitFor(async () => expect(await read()).toBe(6 * 60_000))
  })

  it('end one by one, at once, and 404 for one that is over', async () => {
    const { visitor, email } = await signUpStaff(test.app)
    const other = await signIn(email)
    const { id: sessionId } = (await sessionsOf(visitor)).find(({ current }) => !current)!
    await visitor.mutate('account.endSession', { sessionId })
    expect([await isSignedIn(visitor), await isSignedIn(other)]).toEqual([true, false])
    expect(await visitor.problemOf('mutate', 'account.endSession', { sessionId })).toMatchObject({
      status: 404,
      code: 'session-not-found',
    })
    expect(await visitor.problemOf('mutate', 'account.endSession', { sessionId: 'x' })).toMatchObject({
      status: 422,
    })
  })

  it('end everywhere else, or everywhere, and those of nobody else', async () => {
    const { visitor, email } = await signUpStaff(test.app)
    const stranger = await signUpStaff(test.app)
    const [first, second] = [await signIn(email), await signIn(email)]
    await visitor.mutate('account.signOutEverywhere', { keepThis: true })
    expect(await Promise.all([visitor, first, second].map(isSignedIn))).toEqual([true, false, false])
    const third = await signIn(email)
    const { headers } = await visitor.send('POST', 'account.signOutEverywhere', { keepThis: false })
    expect(String(headers['set-cookie'])).toMatch(/^session=;/)
    expect(await isSignedIn(third)).toBe(false)
    expect(await isSignedIn(stranger.visitor)).toBe(true)
  })

  it('end with a changed password, but for a new one of this browser', async () => {
    const { visitor, email } = await signUpStaff(test.app)
    const other = await signIn(email)
    const before = visitor.cookie
    expect((await change(visitor, PASSWORD, OWN)).statusCode).toBe(200)
    expect(visitor.cookie).not.toBe(before)
    expect(await visitor.query<SessionDto>('account.session')).toMatchObject({ account: { email } })
    expect(await sessionsOf(visitor)).toHaveLength(1)
    expect(await isSignedIn(other)).toBe(false)
    const stolen = new Visitor(test.app)
    stolen.cookie = before
    expect(await isSignedIn(stolen)).toBe(false)
    const old = { email, password: PASSWORD }
    expect(await new Visitor(test.app).problemOf('mutate', 'account.signIn', old)).toMatchObject({
      code: 'wrong-credentials',
    })
    await signIn(email, OWN)
  })

  it('401 and 429: the current password is checked as at sign-in, with the same wait', async () => {
    const { visitor, email } = await signUpStaff(test.app)
    for (let count = 0; count < 5; count++) {
      const guess =
        count % 2
          ? change(visitor, WRONG, OWN)
          : visitor.send('POST', 'account.signIn', { email, password: WRONG })
      expect(codeOf((await guess).body)).toBe('wrong-credentials')
    }
    const refused = await change(visitor, PASSWORD, OWN)
    expect([refused.statusCode, codeOf(refused.body)]).toEqual([429, 'quota-exceeded'])
    expect(refused.headers['retry-after']).toBe('1')
    expect(await isSignedIn(visitor)).toBe(true)
    vi.setSystemTime(Date.now() + 2_000)
    expect((await change(visitor, PASSWORD, OWN)).statusCode).toBe(200)
  })

  it.each([
    ['/password', { password: PASSWORD }],
    ['/password', { password: 'x'.repeat(11) }],
    ['/password', { password: '1qaz2wsx3edc4rfv' }],
    ['/password', { password: 'Dragon2024!!' }],
    ['/password', { password: '--- 12 PassWord ---' }],
    ['/password', { password: undefined }],
    ['/currentPassword', { currentPassword: '' }],
    ['/email', { email: 'ada@example.com' }],
  ])('422 at %s: %j, and nothing changes', async (pointer, fault) => {
    const { visitor, email } = await signUpStaff(test.app)
    const input = { currentPassword: PASSWORD, password: OWN, ...fault }
    const problem = await visitor.problemOf('mutate', 'account.changePassword', input)
    expect(problem).toMatchObject({ status: 422, code: 'validation-failed' })
    expect(problem.errors![0]!.pointer).toBe(pointer)
    await signIn(email)
    expect(await isSignedIn(visitor)).toBe(true)
  })

  it('lets one of several changes at once win', async () => {
    const { visitor, email } = await signUpStaff(test.app)
    const browsers = [visitor, await signIn(email), await signIn(email)]
    const passwords = browsers.map((_, index) => `${OWN} ${index}`)
    const answers = await Promise.all(browsers.map((each, index) => change(each, PASSWORD, passwords[index])))
    const won = answers.flatMap(({ statusCode }, index) => (statusCode === 200 ? [index] : []))
    expect(won).toHaveLength(1)
    expect(await sessionsOf(browsers[won[0]!]!)).toHaveLength(1)
    await signIn(email, passwords[won[0]!])
  })

  it('leaves no session to somebody who signs in with the old password at the same time', async () => {
    const { visitor, email } = await signUpStaff(test.app)
    const others = Array.from({ length: 4 }, () => new Visitor(test.app))
    const [changed] = await Promise.all([
      change(visitor, PASSWORD, OWN),
      ...others.map((other) => other.send('POST', 'account.signIn', { email, password: PASSWORD })),
    ])
    expect(changed.statusCode).toBe(200)
    expect(await Promise.all(others.map(isSignedIn))).toEqual([false, false, false, false])
    expect(await sessionsOf(visitor)).toHaveLength(1)
  })
})
