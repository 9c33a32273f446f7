import { OauthVisitor } from '#testkit/end-user/oauth-visitor.ts'
import { OauthClient, type Tokens } from '#testkit/end-user/oauth-client.ts'
import { ScriptedBrowser } from '#testkit/end-user/scripted-browser.ts'
import { sendOverHttp } from '#testkit/http/send.ts'
import { SdkCaller } from '#testkit/mcp/sdk-caller.ts'
import { databaseKinds } from '#testkit/platform/database-kinds.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { run } from '#testkit/processes/program.ts'
import { approveAgent } from '#testkit/staff/approve-agent.ts'
import { Staff } from '#testkit/staff/staff.ts'
import type { SignInStepDto } from '#shared/sign-in.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const [FIRST, SECOND, THIRD] = ['first', 'second', 'third'].map((name) => `the ${name} secret, `.repeat(3))
const TICKET = { title: 'Search fails', description: 'Order 1042', category: 'Bug Report' }

/** One platform that is stopped and started again with other secrets, each time with what was there before. */
describe.each(databaseKinds)('rotation of APP_SECRET on $name', (database) => {
  let platform: Platform
  let ana: OauthVisitor
  let sdk: SdkCaller
  let tokens: Tokens
  let kids: string[]
  let page: URL
  /** An agent of staff. */
  let agent: OauthClient
  let agentToken: string
  let old: { reference: string; receipt: string }
  let recent: typeof old

  const restart = async (current: string, previous?: string) => {
    await platform.program.stop()
    Object.assign(platform.settings, { APP_SECRET: current, APP_SECRET_PREVIOUS: previous })
    await platform.start()
  }
  const readKids = async () => {
    const response = await fetchFrom(ana.origin, '/oauth/jwks')
    return response.json<{ keys: { kid: string }[] }>().keys.map(({ kid }) => kid)
  }
  const openTicket = async () => {
    const body = (await sdk.openTicket(TICKET)).json<{ ticket: { reference: string }; receipt: string }>()
    return { reference: body.ticket.reference, receipt: body.receipt }
  }
  const statusOf = async ({ reference, receipt }: typeof old) =>
    (await sdk.readStatus(reference, receipt)).statusCode
  const refresh = async () => {
    const response = await ana.refresh(tokens.refresh_token)
    if (response.statusCode === 200) tokens = response.json<Tokens>()
    return response.statusCode
  }
  const refreshAgent = async () => {
    const response = await agent.refresh(agentToken)
    if (response.statusCode === 200) agentToken = response.json<Tokens>().refresh_token
    return response.statusCode
  }
  const secrets = (command: string) =>
    run('server/cli/secrets.ts', { args: [command], env: platform.settings })

  beforeAll(async () => {
    platform = await Platform.start({ APP_SECRET: FIRST }, database, 'secrets')
    const staff = await Staff.signUp(platform.origin)
    const shop = await staff.addServer('shop')
    const resourceUrl = 'https://mcp.example.com/mcp'
    const portal = await staff.addServer('portal', { authMode: 'oauth', resourceUrl })
    sdk = new SdkCaller(sendOverHttp, shop)
    ana = new OauthVisitor(sendOverHttp, `http://${portal.host}`, new ScriptedBrowser(sendOverHttp))
    tokens = await ana.signIn()
    page = await ana.open()
    agent = await OauthClient.register(platform.origin, 'laptop')
    const browser = new ScriptedBrowser(sendOverHttp)
    browser.keep(new URL(platform.origin).host, staff.visitor.cookie!)
    const callback = await approveAgent(browser, agent.authorizationUrl(), { org: staff.org })
    agentToken = (await agent.redeemCallback(callback)).refresh_token
    kids = await readKids()
    old = await openTicket()
  })
  afterAll(() => platform.end())

  it('the first start says nothing of it', async () => {
    expect(platform.program.output).not.toContain('APP_SECRET')
    expect(await statusOf(old)).toBe(200)
  })

  it('a new secret beside the previous one: everything goes on', async () => {
    await restart(SECOND!, FIRST)
    expect(platform.program.output).toMatch(/"level":40,.*APP_SECRET is new, .*npm run secrets -- re-encrypt/)
    expect(await readKids()).toEqual(kids)
    expect((await ana.step(page)).json<SignInStepDto>().step).toBe('consent')
    expect([await refresh(), await refreshAgent()]).toEqual([200, 200])
    expect((await ana.authorize()).searchParams.get('code')).toBeTruthy()
    expect(await statusOf(old)).toBe(200)
    recent = await openTicket()
    expect(await statusOf(recent)).toBe(200)
  })

  it('re-encryption while it runs, as often as one likes', async () => {
    const before = await secrets('check')
    expect([before.code, before.output]).toEqual([
      0,
      expect.stringMatching(/^signing keys: 0 with APP_SECRET, 2 with APP_SECRET_PREVIOUS, 0 with neither\n/),
    ])
    const { output } = await secrets('re-encrypt')
    expect(output).toMatch(/^signing keys: 0 with APP_SECRET, 2 encrypted anew, 0 with neither\nclients: 0 /)
    const again = await secrets('re-encrypt')
    expect(again.output.match(/ 0 encrypted anew, 0 with neither\n/g)).toHaveLength(3)
  })

  it('the new secret alone: everything goes on, except receipts of the previous one', async () => {
    await restart(SECOND!)
    expect(platform.program.output).not.toContain('APP_SECRET')
    expect(await readKids()).toEqual(kids)
    expect([await refresh(), await refreshAgent()]).toEqual([200, 200])
    expect(await statusOf(recent)).toBe(200)
    expect(await statusOf(old)).toBe(404)
  })

  it('another secret without the previous one: the start says what is lost, and sign-in begins anew', async () => {
    await restart(THIRD!)
    expect(platform.program.output).toMatch(
      /"level":50,.*APP_SECRET is not the one that this database was used with, .*opened: clients: 2, sign-ins and tokens: \d/,
    )
    const fresh = await readKids()
    expect(fresh).toHaveLength(1)
    expect(fresh).not.toEqual(kids)
    expect((await fetchFrom(ana.origin, '/.well-known/oauth-authorization-server')).statusCode).toBe(200)
    expect((await ana.browser.get(ana.authorizationUrl())).statusCode).toBe(400)
    expect((await ana.step(page)).statusCode).toBe(404)
    expect([await refresh(), await refreshAgent()]).toEqual([401, 401])
    expect(await statusOf(recent)).toBe(404)

    const other = new OauthVisitor(sendOverHttp, ana.origin, new ScriptedBrowser(sendOverHttp))
    const { refresh_token: token } = await other.signIn()
    expect((await other.refresh(token)).statusCode).toBe(200)
    expect((await secrets('check')).output).toMatch(
      /^signing keys: 2 with APP_SECRET, 0 with APP_SECRET_PREVIOUS, 2 with neither\n/,
    )
  })

  it('every start says so, also after re-encryption, which fails', async () => {
    const again = await secrets('re-encrypt')
    expect(again.code).toBe(1)
    expect(again.output).toMatch(/^Neither secret opens everything, .*: clients: 2, sign-ins/m)
    await restart(THIRD!)
    expect(platform.program.output).toMatch(/"level":50,.*Cannot be opened: clients: 2, /)
  })

  it('the right secret again: what it opens is not called lost, but what was made meanwhile', async () => {
    await restart(SECOND!)
    expect(platform.program.output).not.toContain('is not the one')
    expect(platform.program.output).toMatch(/"level":50,.*also ran with another APP_SECRET, .*: clients: 1, /)
    expect(await readKids()).toEqual(kids)
  })

  it('the lost secret found again: what was lost is back', async () => {
    await restart(THIRD!, SECOND)
    expect(await readKids()).toEqual(expect.arrayContaining(kids))
    expect([await refresh(), await refreshAgent()]).toEqual([200, 200])
    expect(await statusOf(recent)).toBe(200)
    expect(platform.program.output).toMatch(/"level":40,.*APP_SECRET is new, /)
    expect((await secrets('re-encrypt')).code).toBe(0)
    await restart(THIRD!)
    expect(platform.program.output).not.toContain('APP_SECRET')
    expect([await refresh(), await refreshAgent()]).toEqual([200, 200])
  })

  it('a wrong secret and then the right one: nothing is lost, and nothing is said', async () => {
    await restart(FIRST!)
    expect(platform.program.output).toMatch(/"level":50,.*APP_SECRET is not the one/)
    for (const _ of [1, 2]) {
      await restart(THIRD!)
      expect(platform.program.output).not.toContain('APP_SECRET')
    }
    expect([await refresh(), await refreshAgent()]).toEqual([200, 200])
    expect((await secrets('re-encrypt')).code).toBe(0)
  })
})

function fetchFrom(origin: string, path: string) {
  return sendOverHttp({ method: 'GET', host: new URL(origin).host, path, headers: {} })
}
