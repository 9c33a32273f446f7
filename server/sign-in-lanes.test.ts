import { randomUUID } from 'node:crypto'
import type { HttpResponse, Send } from '#testkit/http/send.ts'
import { ScriptedBrowser } from '#testkit/end-user/scripted-browser.ts'
import { OauthVisitor } from '#testkit/end-user/oauth-visitor.ts'
import { DashboardVisitor } from '#testkit/staff/dashboard-visitor.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { resetPassword } from './domain/account/reset-password.ts'
import { databases } from './test/databases.ts'
import { createServer, PASSWORD, signUpStaff, type Staff } from './test/factories.ts'
import { startTestApp, type TestApp } from './test/harness.ts'
import { sendTo } from './test/oauth-over-socket.ts'
import { OAUTH } from './test/signed-in.ts'

const WRONG = 'not the password'
const NEW = 'another long password'
/** Wrong passwords for one account, from all networks together that it was never signed in to from. */
const STRANGERS = 30

/** Addresses of this machine, each a network of its own. */
let networks = 0
const nextNetwork = () => `127.2.${Math.floor(++networks / 250)}.${1 + (networks % 250)}`

const codeOf = ({ statusCode, body }: HttpResponse) =>
  `${statusCode} ${/"code":"([a-z-]+)"/.exec(body)?.[1] ?? 'ok'}`
const count = (answers: string[], code: string) => answers.filter((answer) => answer === code).length

describe.each(databases)('whose guesses make whom wait, over sockets, on $name', ({ url }) => {
  let desk: TestApp
  let staff: Staff
  let sendFrom: (from?: string) => Send
  beforeAll(async () => {
    desk = await startTestApp(url)
    staff = await signUpStaff(desk.app)
    sendFrom = await sendTo(desk.app)
  })
  afterAll(() => desk.close())

  describe('members of staff', () => {
    const browse = (from = nextNetwork()) => new DashboardVisitor(sendFrom(from), 'localhost:3000')
    const signIn = async (browser: DashboardVisitor, email: string, password: string) =>
      codeOf(await browser.send('POST', 'account.signIn', { email, password }))
    /** Strangers guess until none of them is listened to. @returns what they were answered */
    const besiege = (email: string) =>
      Promise.all(Array.from({ length: STRANGERS + 10 }, () => signIn(browse(), email, WRONG)))

    /** Somebody at home with two browsers that have signed in. */
    async function atHome() {
      const home = nextNetwork()
      const [own, second] = [browse(home), browse(home)]
      const email = `${randomUUID()}@example.com`
      const input = { name: 'Ada', email, password: PASSWORD, organizationName: 'Acme' }
      await own.mutate('account.signUp', input)
      expect(await signIn(second, email, PASSWORD)).toBe('200 ok')
      return { home, own, second, email }
    }

    it('one network guesses for long: a browser that nobody knows signs in from another network', async () => {
      const { email } = await atHome()
      const attacker = browse()
      for (let guess = 0; guess < 60; guess++) await signIn(attacker, email, WRONG)
      expect(await signIn(attacker, email, PASSWORD)).toBe('429 quota-exceeded')
      expect(await signIn(browse(), email, PASSWORD)).toBe('200 ok')
    })

    it(`many networks guess: ${STRANGERS} passwords are looked at; what the account knows goes on`, async () => {
      const { home, own, email } = await atHome()
      const answers = await besiege(email)
      expect(count(answers, '401 wrong-credentials')).toBe(STRANGERS)
      expect(count(answers, '429 quota-exceeded')).toBe(10)
      const stranger = await browse().send('POST', 'account.signIn', { email, password: PASSWORD })
      expect(codeOf(stranger)).toBe('429 quota-exceeded')
      expect(Number(stranger.headers['retry-after'])).toBeLessThanOrEqual(15 * 60)
      expect(await signIn(browse(home), email, PASSWORD)).toBe('200 ok')
      expect(await signIn(own, email, PASSWORD)).toBe('200 ok')
      await own.mutate('account.changePassword', { currentPassword: PASSWORD, password: NEW })
    })

    it('an address that nobody has is answered like any other', async () => {
      const answers = await besiege(`${randomUUID()}@example.com`)
      expect(count(answers, '401 wrong-credentials')).toBe(STRANGERS)
      expect(count(answers, '429 quota-exceeded')).toBe(10)
    })

    /** Moves a browser to a network that no account knows, with its cookies. */
    function move(browser: DashboardVisitor): DashboardVisitor {
      const moved = browse()
      moved.takeCookiesOf(browser)
      return moved
    }

    it.each([
      [
        'a new password',
        NEW,
        (own: DashboardVisitor) =>
          own.mutate('account.changePassword', { currentPassword: PASSWORD, password: NEW }),
      ],
      [
        'signing out all others',
        PASSWORD,
        (own: DashboardVisitor) => own.mutate('account.signOutEverywhere', { keepThis: true }),
      ],
    ])(
      '%s: the browser that asked is known with its network, no other one is',
      async (_what, password, forget) => {
        const { home, own, second, email } = await atHome()
        await forget(own)
        await besiege(email)
        expect(await signIn(move(own), email, password)).toBe('200 ok')
        expect(await signIn(move(second), email, password)).toBe('429 quota-exceeded')
        expect(await signIn(browse(home), email, password)).toBe('200 ok')
      },
    )

    it.each([
      [
        'signing out everywhere',
        PASSWORD,
        ({ own }: { own: DashboardVisitor }) => own.mutate('account.signOutEverywhere', { keepThis: false }),
      ],
      [
        'a password by an operator',
        NEW,
        ({ email }: { email: string }) => resetPassword(platform(), email, NEW),
      ],
    ])('%s: neither a browser nor a network is known', async (_what, password, forget) => {
      const { home, own, second, email } = await atHome()
      await forget({ own, email })
      await besiege(email)
      for (const browser of [move(own), move(second), browse(home)])
        expect(await signIn(browser, email, password)).toBe('429 quota-exceeded')
    })

    const platform = () => ({
      em: desk.orm.em.fork(),
      now: () => new Date(),
      settings: desk.config,
    })
  })

  describe('users of an MCP server', () => {
    /** A browser at the sign-in page of a server. */
    async function visit(host: string, from = nextNetwork(), device?: string) {
      const user = new OauthVisitor(sendFrom(), `http://${host}`, new ScriptedBrowser(sendFrom(from)))
      await user.register()
      const page = await user.open()
      const post = async (action: string, payload: object, at = from) => {
        const cookie = [user.browser.cookieFor(`${page.href}/api`), device].filter(Boolean).join('; ')
        const headers = { host, origin: user.origin, 'content-type': 'application/json', cookie }
        const path = `${page.pathname}/api/${action}`
        return sendFrom(at)({ method: 'POST', host, path, headers, body: JSON.stringify(payload) })
      }
      const signIn = (email: string, password: string, at?: string) =>
        post('sign-in', { email, password }, at)
      return { user, post, signIn }
    }
    const deviceOf = ({ headers }: HttpResponse) =>
      [headers['set-cookie']]
        .flat()
        .map(String)
        .find((line) => line.startsWith('device='))
        ?.split(';')[0]
    const newHost = async () => (await createServer(staff, OAUTH)).host
    const besiege = async (host: string, email: string) => {
      const { signIn } = await visit(host)
      const guesses = Array.from({ length: STRANGERS + 10 }, () => signIn(email, WRONG, nextNetwork()))
      return (await Promise.all(guesses)).map(codeOf)
    }

    async function withUser(host: string, email = `${randomUUID()}@example.com`) {
      const home = nextNetwork()
      const { post } = await visit(host, home)
      const answer = await post('sign-up', { name: 'Ana', email, password: PASSWORD })
      expect(codeOf(answer)).toBe('200 ok')
      return { home, email, device: deviceOf(answer)! }
    }

    it('one network guesses for long: a browser that nobody knows signs in from another network', async () => {
      const host = await newHost()
      const { email } = await withUser(host)
      const attacker = await visit(host)
      for (let guess = 0; guess < 60; guess++) await attacker.signIn(email, WRONG)
      expect(codeOf(await attacker.signIn(email, PASSWORD))).toBe('429 quota-exceeded')
      expect(codeOf(await (await visit(host)).signIn(email, PASSWORD))).toBe('200 ok')
    })

    it(`many networks guess: ${STRANGERS} passwords are looked at; what the user’s server knows goes on`, async () => {
      const [host, neighbour] = [await newHost(), await newHost()]
      const { home, email, device } = await withUser(host)
      const twin = await withUser(neighbour, email)
      const answers = await besiege(host, email)
      expect(count(answers, '401 wrong-credentials')).toBe(STRANGERS)
      expect(count(answers, '429 quota-exceeded')).toBe(10)
      expect(codeOf(await (await visit(host)).signIn(email, PASSWORD))).toBe('429 quota-exceeded')
      expect(codeOf(await (await visit(host, nextNetwork(), device)).signIn(email, PASSWORD))).toBe('200 ok')
      expect(codeOf(await (await visit(host, home)).signIn(email, PASSWORD))).toBe('200 ok')

      // The same address at another server is another user, whom nobody attacks.
      expect(codeOf(await (await visit(neighbour)).signIn(email, PASSWORD))).toBe('200 ok')
      const foreign = await visit(host, nextNetwork(), twin.device)
      expect(codeOf(await foreign.signIn(email, PASSWORD))).toBe('429 quota-exceeded')
      expect(codeOf(await (await visit(host, twin.home)).signIn(email, PASSWORD))).toBe('429 quota-exceeded')
    })

    it('a new password: the browser that asked is known, no other one is', async () => {
      const host = await newHost()
      const { home, email, device } = await withUser(host)
      const asking = await visit(host, home, device)
      const change = { email, currentPassword: PASSWORD, password: NEW }
      const changed = await asking.post('change-password', change)
      expect(codeOf(changed)).toBe('200 ok')
      await besiege(host, email)
      const known = await visit(host, nextNetwork(), deviceOf(changed))
      expect(codeOf(await known.signIn(email, NEW))).toBe('200 ok')
      const old = await visit(host, nextNetwork(), device)
      expect(codeOf(await old.signIn(email, NEW))).toBe('429 quota-exceeded')
    })

    it('a password by staff: neither a browser nor a network is known', async () => {
      const host = await newHost()
      const { home, email, device } = await withUser(host)
      const at = { org: staff.org, slug: host.split('.')[0] }
      const found = await staff.visitor.query<{ users: { id: string }[] }>('endUser.list', at)
      const userId = found.users[0]!.id
      const { password } = await staff.visitor.mutate<{ password: string }>('endUser.resetPassword', {
        ...at,
        userId,
      })
      await besiege(host, email)
      for (const browser of [await visit(host, nextNetwork(), device), await visit(host, home)])
        expect(codeOf(await browser.signIn(email, password))).toBe('429 quota-exceeded')
    })
  })
})
