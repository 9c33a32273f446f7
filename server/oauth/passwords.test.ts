import { randomUUID } from 'node:crypto'
import type { LightMyRequestResponse } from 'fastify'
import { hash, verify } from '@node-rs/argon2'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { McpServerUser } from '../domain/end-user/mcp-server-user.entity.ts'
import { databases } from '../test/databases.ts'
import { createServer, PASSWORD, signUpStaff, type Staff } from '../test/factories.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { OauthVisitor } from '../test/oauth-flow.ts'
import { organizationIdOf } from '../test/organization-id.ts'
import { OAUTH } from '../test/signed-in.ts'

// Counted, not replaced.
vi.mock('@node-rs/argon2', { spy: true })

const PER_LANE = 5
/** For one account, from all networks together that it was never signed in to from. */
const STRANGERS = 30
const PER_NETWORK = 50
const SIGN_UPS = 20
const WRONG = 'not the password'

describe.each(databases)('passwords of end-users on $name', ({ url }) => {
  let desk: TestApp
  let staff: Staff
  let host: string
  beforeAll(async () => {
    desk = await startTestApp(url)
    staff = await signUpStaff(desk.app)
    host = (await createServer(staff, OAUTH)).host
  })
  // Waits begin at a second; hashing takes longer than that on a busy machine.
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
  afterEach(() => void vi.useRealTimers())
  afterAll(() => desk.close())

  /** A browser at the sign-in step. Networks are random unless one is given. */
  async function visit(at = host) {
    const ana = new OauthVisitor(desk.app, at)
    await ana.register()
    const page = await ana.open()
    const post = (action: string, payload: object, remoteAddress = ana.browser.ip) =>
      desk.app.inject({
        method: 'POST',
        url: `${page.pathname}/api/${action}`,
        remoteAddress,
        headers: {
          host: at,
          origin: ana.origin,
          cookie: ana.browser.cookieFor(page),
          'content-type': 'application/json',
        },
        payload: JSON.stringify(payload),
      })
    const signIn = (email: string, password: unknown, ip?: string) => post('sign-in', { email, password }, ip)
    const signUp = (more: object = {}, ip?: string) =>
      post('sign-up', { name: 'Ana Lima', email: ana.email, password: PASSWORD, ...more }, ip)
    return { ana, page, signIn, signUp }
  }
  async function withUser(at = host) {
    const { ana, signUp } = await visit(at)
    expect((await signUp()).statusCode).toBe(200)
    return { email: ana.email, ...(await visit(at)) }
  }
  const codeOf = (response: LightMyRequestResponse) =>
    `${response.statusCode} ${response.json<{ code?: string }>().code}`
  let network = 0
  const nextIp = () => `10.9.${++network}.1`

  it('401: an unknown address and a wrong password are one and the same answer', async () => {
    const { email, signIn } = await withUser()
    const [wrong, unknown] = [await signIn(email, WRONG), await signIn(`nobody-${email}`, WRONG)]
    expect(codeOf(wrong)).toBe('401 wrong-credentials')
    const shape = ({ headers, ...response }: LightMyRequestResponse) => ({
      status: response.statusCode,
      body: { ...response.json<object>(), requestId: '' },
      headers: Object.keys(headers).sort(),
    })
    expect(shape(unknown)).toEqual(shape(wrong))
  })

  it('hashes as much for an unknown address as for a wrong password, so that time does not tell them apart', async () => {
    const { email, signIn } = await withUser()
    const hashed = vi.mocked(verify)
    for (const address of [email, `nobody-${email}`]) {
      hashed.mockClear()
      await signIn(address, WRONG)
      expect(hashed).toHaveBeenCalledOnce()
      expect(hashed.mock.calls[0]?.[0].toString()).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    }
  })

  it(`429: after ${PER_LANE} wrong passwords for one address from one network; others go on`, async () => {
    const neighbour = (await createServer(staff, OAUTH)).host
    const { email, signIn } = await withUser()
    const elsewhere = await visit(neighbour)
    expect((await elsewhere.signUp({ email })).statusCode).toBe(200)
    const ip = nextIp()
    for (let count = 0; count < PER_LANE; count++) {
      const address = count % 2 ? email : email.toUpperCase()
      expect(codeOf(await signIn(address, WRONG, ip))).toBe('401 wrong-credentials')
    }
    const refused = await signIn(email, PASSWORD, ip)
    expect(codeOf(refused)).toBe('429 quota-exceeded')
    expect(refused.headers['retry-after']).toBe('1')
    expect((await (await visit(neighbour)).signIn(email, PASSWORD, ip)).statusCode).toBe(200)
    const other = await withUser()
    expect((await other.signIn(other.email, PASSWORD, ip)).statusCode).toBe(200)
    expect((await signIn(email, PASSWORD, nextIp())).statusCode).toBe(200)
  })

  it('429: also for an address that nobody has, so that waiting tells nothing', async () => {
    const { signIn } = await visit()
    const [email, ip] = [`${randomUUID()}@example.com`, nextIp()]
    for (let count = 0; count < PER_LANE; count++) await signIn(email, WRONG, ip)
    expect(codeOf(await signIn(email, WRONG, ip))).toBe('429 quota-exceeded')
    for (let count = PER_LANE; count < STRANGERS; count++)
      expect(codeOf(await signIn(email, WRONG, nextIp()))).toBe('401 wrong-credentials')
    expect(codeOf(await signIn(email, WRONG, nextIp()))).toBe('429 quota-exceeded')
  })

  it.each([
    ['one network', PER_LANE, () => '10.8.0.1'],
    ['many networks', STRANGERS, () => nextIp()],
  ])('lets no more through when they come at the same time: %s', async (_where, most, ipOf) => {
    const { email, signIn } = await withUser()
    const answers = await Promise.all(Array.from({ length: 45 }, () => signIn(email, WRONG, ipOf())))
    const codes = answers.map(codeOf)
    expect(codes.filter((code) => code === '401 wrong-credentials')).toHaveLength(most)
    expect(codes.filter((code) => code === '429 quota-exceeded')).toHaveLength(45 - most)
  })

  it(`429: after ${PER_NETWORK} wrong passwords from one network, whosever they are`, async () => {
    const ip = nextIp()
    const { email, signIn } = await withUser()
    for (let count = 0; count < PER_NETWORK; count++) await signIn(`${count}-${email}`, WRONG, ip)
    expect(codeOf(await signIn(email, PASSWORD, ip))).toBe('429 quota-exceeded')
    expect((await signIn(email, PASSWORD, nextIp())).statusCode).toBe(200)
  })

  it('forgets wrong passwords when the right one comes', async () => {
    const { email, signIn } = await withUser()
    const ip = nextIp()
    for (let round = 0; round < 3; round++) {
      for (let count = 1; count < PER_LANE; count++) await signIn(email, WRONG, ip)
      expect((await signIn(email, PASSWORD, ip)).statusCode).toBe(200)
    }
  })

  it(`429: more than ${SIGN_UPS} new users from one network in an hour at one MCP server; others go on`, async () => {
    const ip = nextIp()
    const neighbour = await visit((await createServer(staff, OAUTH)).host)
    const { signUp } = await visit()
    const email = `${randomUUID()}@example.com`
    for (let count = 0; count < SIGN_UPS; count++) {
      expect((await signUp({ email: `${count % 2}-${email}` }, ip)).statusCode).toBeOneOf([200, 409])
    }
    expect(codeOf(await signUp({}, ip))).toBe('429 quota-exceeded')
    expect((await neighbour.signUp({}, ip)).statusCode).toBe(200)
    expect((await signUp({}, nextIp())).statusCode).toBe(200)
  })

  it('409: signs up with an address that is taken, in any case, and changes nothing about whose it is', async () => {
    const { email, signUp, signIn } = await withUser()
    const taken = { email: email.toUpperCase(), name: 'Eve', password: 'another long password' }
    expect(codeOf(await signUp(taken))).toBe('409 email-taken')
    expect(codeOf(await signIn(email, taken.password))).toBe('401 wrong-credentials')
    expect((await signIn(email, PASSWORD)).statusCode).toBe(200)
  })

  it('makes one account of ten sign-ups with one address at the same time', async () => {
    const { ana, signUp } = await visit()
    const answers = await Promise.all(Array.from({ length: 10 }, () => signUp({}, nextIp())))
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1)
    expect(answers.filter(({ statusCode }) => statusCode === 409)).toHaveLength(9)
    const em = desk.orm.em.fork()
    const where = { organizationId: await organizationIdOf(desk, staff.org), emailKey: ana.email }
    expect(await em.count(McpServerUser, where, { filters: false })).toBe(1)
  })

  it.each([
    ['/password', { password: 'x'.repeat(11) }],
    ['/password', { password: 'x'.repeat(129) }],
    ['/password', { password: undefined }],
    ['/password', { password: ['x'.repeat(12)] }],
    ['/password', { password: '1qaz2wsx3edc4rfv' }],
    ['/password', { password: '2024Sunshine!' }],
    ['/password', { password: 'Administrator' }],
    ['/password', { email: 'ana.lima@acme.test', password: 'Ana.Lima@acme.test' }],
    ['/email', { email: 'ana' }],
    ['/email', { email: 'ana@acme.test\r\nbcc: eve@evil.example' }],
    ['/email', { email: { $ne: '' } }],
    ['/email', { email: `${'x'.repeat(250)}@a.example` }],
    ['/name', { name: '' }],
    ['/name', { name: ' \u0000\t' }],
    ['/name', { name: 'x'.repeat(81) }],
    ['/role', { role: 'owner' }],
    ['/organizationName', { organizationName: 'Acme' }],
  ])('422 at %s: %j', async (pointer, fault) => {
    const { signUp } = await visit()
    const response = await signUp(fault)
    expect(codeOf(response)).toBe('422 validation-failed')
    expect(response.json<{ errors: { pointer: string }[] }>().errors[0]!.pointer).toBe(pointer)
  })

  it.each([
    ['x'.repeat(12), 'x'.repeat(12)],
    ['ein Satz mit Leerzeichen und Ümläuten 🎫', 'ein Satz mit Leerzeichen und Ümläuten 🎫'],
    ['p'.repeat(128), 'p'.repeat(128)],
  ])('takes every password that is long enough, as it is (%s)', async (password, same) => {
    const { ana, signUp } = await visit()
    expect((await signUp({ password })).statusCode).toBe(200)
    const { signIn } = await visit()
    expect(codeOf(await signIn(ana.email, `${same.slice(0, -1)}?`))).toBe('401 wrong-credentials')
    expect((await signIn(ana.email, same)).statusCode).toBe(200)
  })

  it.each([
    ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    [`Robert'); drop table mcp_server_user;--`, `Robert'); drop table mcp_server_user;--`],
    ['Ana\u0000\u001b[31m\r\nLima', 'Ana[31m Lima'],
    ['{{7*7}}${7*7}', '{{7*7}}${7*7}'],
  ])('a hostile name is text: %j', async (name, shown) => {
    const { ana, page, signUp } = await visit()
    const { redirectTo } = (await signUp({ name })).json<{ redirectTo: string }>()
    const { headers } = await ana.browser.get(new URL(redirectTo, page))
    const step = await ana.step(new URL(headers.location!, page))
    expect(step.json()).toMatchObject({ user: { name: shown, email: ana.email } })
  })

  it('replaces a hash with older parameters at the next sign-in', async () => {
    const { email, signIn } = await withUser()
    const weak = await hash(PASSWORD, { memoryCost: 8_192, timeCost: 1, parallelism: 1 })
    const where = { organizationId: await organizationIdOf(desk, staff.org), emailKey: email }
    const em = desk.orm.em.fork()
    await em.nativeUpdate(McpServerUser, where, { passwordHash: weak }, { filters: false })
    expect(codeOf(await signIn(email, WRONG))).toBe('401 wrong-credentials')
    const hashNow = async () => {
      const options = { filters: false, populate: ['passwordHash'] } as const
      return (await desk.orm.em.fork().findOneOrFail(McpServerUser, where, options)).passwordHash
    }
    expect(await hashNow()).toBe(weak)
    expect((await signIn(email, PASSWORD)).statusCode).toBe(200)
    expect(await hashNow()).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })

  it('403: a disabled user hears of it with the right password only', async () => {
    const { email, signIn } = await withUser()
    const em = desk.orm.em.fork()
    const where = { organizationId: await organizationIdOf(desk, staff.org), emailKey: email }
    await em.nativeUpdate(McpServerUser, where, { disabledAt: new Date() }, { filters: false })
    expect(codeOf(await signIn(email, WRONG))).toBe('401 wrong-credentials')
    expect(codeOf(await signIn(email, PASSWORD))).toBe('403 account-disabled')
  })
})
