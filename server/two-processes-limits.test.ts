import type { CreatedAccessTokenDto } from '#shared/access-token.ts'
import { OauthClient } from '#testkit/end-user/oauth-client.ts'
import { OauthVisitor } from '#testkit/end-user/oauth-visitor.ts'
import { ScriptedBrowser } from '#testkit/end-user/scripted-browser.ts'
import { FIELDS } from '#testkit/end-user/ticket-fields.ts'
import { type HttpResponse, type Send, sendOverHttp } from '#testkit/http/send.ts'
import { SdkCaller } from '#testkit/mcp/sdk-caller.ts'
import { databaseKinds } from '#testkit/platform/database-kinds.ts'
import { Platform } from '#testkit/platform/platform.ts'
import { type SecondProcess, startSecondProcess } from '#testkit/platform/second-process.ts'
import { DashboardVisitor } from '#testkit/staff/dashboard-visitor.ts'
import { PASSWORD, type RunningServer, Staff } from '#testkit/staff/staff.ts'
import { hasValkey, TestValkey } from '#testkit/valkey/start-valkey.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const mySql = databaseKinds.find(({ name }) => name === 'MySQL')
const OAUTH = { authMode: 'oauth', resourceUrl: 'https://mcp.example.com/mcp' } as const
const SETTINGS = {
  SIGN_UP: 'open',
  QUOTA_EMAIL_PER_10_MINUTES: '4',
  QUOTA_SERVER_PER_MINUTE: '8',
  QUOTA_TOKEN_PER_MINUTE: '6',
  QUOTA_REGISTRATIONS_PER_HOUR: '6',
  QUOTA_SIGN_UPS_PER_HOUR: '6',
}

/** Sends one of the requests that a limit counts. @param index from 0 */
type Request = (index: number) => Promise<HttpResponse>

function outcomeOf({ statusCode, body }: HttpResponse): string {
  const valueOf = (name: string) => new RegExp(`"${name}":"([a-z-]+)"`).exec(body)?.[1] ?? ''
  return statusCode <= 201 ? 'let in' : `${statusCode} ${valueOf('code')} ${valueOf('lane')}`
}

/** Two processes with one address, as behind a proxy, and one Valkey. Requests go to them in turn. */
describe.runIf(mySql && hasValkey)('limits of two processes on MySQL together', () => {
  let valkey: TestValkey
  let platform: Platform
  let second: SecondProcess
  let staff: Staff
  let host: string
  beforeAll(async () => {
    valkey = await TestValkey.start()
    platform = await Platform.start({ ...SETTINGS, VALKEY_URL: valkey.url }, mySql, 'shared_limits')
    const { APP_ORIGIN, BASE_DOMAIN } = platform.settings
    second = await startSecondProcess(platform, { APP_ORIGIN, BASE_DOMAIN })
    for (const { program } of [platform, second]) await program.says(/Valkey answers/)
    host = new URL(platform.origin).host
    staff = await Staff.signUp(platform.origin)
  })
  afterAll(async () => {
    await second?.program.stop()
    await platform?.end()
    await valkey?.kill()
  })

  let sent = 0
  const send: Send = (request) => {
    const process = sent++ % 2 === 0 ? platform.settings.PORT : new URL(second.origin).port
    const headers = { host: request.host, ...request.headers }
    return sendOverHttp({ ...request, host: `localhost:${process}`, headers })
  }
  const post = (server: RunningServer, fields: object, token?: string) =>
    new SdkCaller(send, server).openTicket(
      { ...FIELDS, ...fields },
      { authorization: token && `Bearer ${token}` },
    )
  /** Users of an MCP server with their access tokens. */
  const signIn = async ({ host }: RunningServer, count: number) => {
    const tokens = []
    while (tokens.length < count) {
      const ana = new OauthVisitor(send, `http://${host}`, new ScriptedBrowser(send))
      tokens.push((await ana.signIn()).access_token)
    }
    return tokens
  }

  it.each<{ what: string; quota: number; lane?: string; start: () => Promise<Request> }>([
    {
      what: 'tickets without an e-mail address',
      quota: 4,
      lane: 'anonymous',
      async start() {
        const server = await staff.addServer('anonymous')
        return (index) => post(server, { title: `Ticket ${index}`, email: undefined })
      },
    },
    {
      what: 'tickets without a sign-in',
      quota: 6,
      lane: 'server',
      async start() {
        const server = await staff.addServer('unsigned')
        return (index) => post(server, { email: `ana-${index}@example.com` })
      },
    },
    {
      what: 'tickets of one user',
      quota: 4,
      lane: 'subject',
      async start() {
        const server = await staff.addServer('subject', OAUTH)
        const [token] = await signIn(server, 1)
        return (index) => post(server, { title: `Ticket ${index}`, email: undefined }, token)
      },
    },
    {
      what: 'tickets of one MCP server',
      quota: 8,
      lane: 'server',
      async start() {
        const server = await staff.addServer('whole', OAUTH)
        const tokens = await signIn(server, 3)
        return (index) => post(server, { title: `Ticket ${index}`, email: undefined }, tokens[index % 3])
      },
    },
    {
      what: 'calls of an access token',
      quota: 6,
      async start() {
        const input = { org: staff.org, name: 'script', scopes: ['tickets:read'], expiresInDays: 7 }
        const script = new DashboardVisitor(send, host)
        script.token = (await staff.visitor.mutate<CreatedAccessTokenDto>('accessToken.create', input)).secret
        return () => script.send('GET', 'supportTicket.list', { org: staff.org, filters: {} })
      },
    },
    {
      what: 'clients that register',
      quota: 6,
      async start() {
        const { host } = await staff.addServer('clients', OAUTH)
        return () => new OauthClient(send, `http://${host}`).register()
      },
    },
    {
      what: 'accounts of staff',
      // One has signed up before.
      quota: 5,
      start: async () => (index) =>
        new DashboardVisitor(send, host).send('POST', 'account.signUp', {
          name: 'Ada',
          email: `ada-${index}@example.com`,
          password: PASSWORD,
          organizationName: 'Acme',
        }),
    },
  ])('let in $quota $what', async ({ quota, lane = '', start }) => {
    const request = await start()
    const answers = []
    // Each process alone would let all of them in.
    while (answers.length < quota + 2) answers.push(await request(answers.length))
    const refused = `429 quota-exceeded ${lane}`
    expect(answers.map(outcomeOf)).toEqual([
      ...Array.from({ length: quota }, () => 'let in'),
      refused,
      refused,
    ])
  })

  it('slow down the guesses of one browser that the account knows, and no other browser', async () => {
    const browser = new DashboardVisitor(send, host)
    const enter = (visitor: DashboardVisitor, password: string) =>
      visitor.send('POST', 'account.signIn', { email: staff.email, password })
    expect((await enter(browser, PASSWORD)).statusCode).toBe(200)
    const guesses = []
    while (guesses.length < 8) guesses.push((await enter(browser, 'a wrong guess')).statusCode)
    expect(guesses.slice(0, 5)).toEqual([401, 401, 401, 401, 401])
    // Each process alone would have let its four through. Waits are 1, 2 and 4 seconds by now.
    expect(guesses.slice(5)).toContain(429)
    expect((await enter(new DashboardVisitor(send, host), PASSWORD)).statusCode).toBe(200)
  })
})
