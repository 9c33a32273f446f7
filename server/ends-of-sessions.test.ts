import type { AuditLogPageDto } from '#shared/audit-log.ts'
import type { EndUserDetailsDto, EndUserPageDto } from '#shared/end-user.ts'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { endOldSessions } from './jobs/end-old-sessions.job.ts'
import { databases } from './test/databases.ts'
import { createServer, PASSWORD, serverSettings, signUpStaff, type Staff } from './test/factories.ts'
import { startTestApp, type TestApp } from './test/harness.ts'
import { Browser, OauthVisitor, type Tokens } from './test/oauth-flow.ts'
import { OAUTH } from './test/signed-in.ts'
import { asPlatform } from './test/watch-statements.ts'

/** When the address of the server changes. */
const MOMENT = Date.now() + 3_600_000
const at = (ms: number) => new Date(MOMENT + ms)

describe.each(databases)('a session that is over by the moment of its server, on $name', ({ url }) => {
  let test: TestApp
  let staff: Staff
  let slug: string
  let ana: OauthVisitor
  let tokens: Tokens
  let old: EndUserDetailsDto['sessionList'][number]
  let userId: string
  beforeAll(async () => {
    test = await startTestApp(url)
    staff = await signUpStaff(test.app)
  })
  beforeEach(async () => {
    const server = await createServer(staff, OAUTH)
    slug = server.slug
    vi.useFakeTimers({ toFake: ['Date'], now: at(-1_000) })
    ana = new OauthVisitor(test.app, server.host)
    tokens = await ana.signIn()
    const { users } = await staff.visitor.query<EndUserPageDto>('endUser.list', { org: staff.org, slug })
    userId = users[0]!.id
    vi.setSystemTime(at(0))
    const settings = serverSettings({ ...OAUTH, resourceUrl: 'https://mcp.example.com/moved' })
    await staff.visitor.mutate('mcpServer.update', { org: staff.org, slug, settings })
    old = (await readSessions())[0]!
    vi.setSystemTime(at(2_000))
    await ana.signIn()
    vi.setSystemTime(at(5_000))
  })
  afterEach(() => void vi.useRealTimers())
  afterAll(() => test.close())

  const input = (more = {}) => ({ org: staff.org, slug, userId, ...more })
  const readSessions = async () =>
    (await staff.visitor.query<EndUserDetailsDto>('endUser.get', input())).sessionList
  const revoke = (sessionId: string) => staff.visitor.mutate('endUser.revokeSession', input({ sessionId }))
  const readRevocations = async () => {
    const { entries } = await staff.visitor.query<AuditLogPageDto>('organization.auditLog', {
      org: staff.org,
    })
    return entries.filter(
      ({ action, subject }) => action === 'end-user-session-revoked' && subject === userId,
    )
  }

  const acts: { act: string; run: () => Promise<unknown>; endsAll: boolean }[] = [
    { act: 'staff revoke it', run: () => revoke(old.id), endsAll: false },
    { act: 'its client revokes it', run: () => revokeToken(), endsAll: false },
    {
      act: 'staff disable the user',
      run: () => staff.visitor.mutate('endUser.disable', input()),
      endsAll: true,
    },
    {
      act: 'staff reset the password',
      run: () => staff.visitor.mutate('endUser.resetPassword', input()),
      endsAll: true,
    },
    { act: 'the user changes the password', run: () => changePassword(), endsAll: true },
  ]
  const revokeToken = async () => {
    const payload = new URLSearchParams({ client_id: ana.clientId, token: tokens.refresh_token }).toString()
    const headers = { host: new URL(ana.origin).host, 'content-type': 'application/x-www-form-urlencoded' }
    const answer = await test.app.inject({ method: 'POST', url: '/oauth/revocation', headers, payload })
    if (answer.statusCode !== 200) throw new Error(answer.body)
  }
  const changePassword = async () => {
    const browser = new Browser(test.app)
    const visitor = new OauthVisitor(test.app, new URL(ana.origin).host, browser)
    await visitor.register()
    const page = await visitor.open()
    const change = { email: ana.email, currentPassword: PASSWORD, password: 'a password of my own' }
    const answer = await browser.post(`${page.href}/api/change-password`, change)
    if (answer.statusCode !== 200) throw new Error(answer.body)
  }

  it.each(acts)('keeps its end when $act', async ({ run, endsAll }) => {
    expect(old).toMatchObject({ state: 'revoked', revokedAt: at(0).toISOString() })
    await run()
    const [later, over] = await readSessions()
    expect(over).toEqual(old)
    expect(later?.revokedAt).toBe(endsAll ? at(5_000).toISOString() : undefined)
    await asPlatform(() =>
      endOldSessions.run({ em: test.orm.em.fork(), now: () => at(120_000), settings: test.config }),
    )
    expect(await readSessions()).toEqual([later, old])
  })

  it('is not in the audit log when staff revoke it, unlike one that lives', async () => {
    await revoke(old.id)
    expect(await readRevocations()).toEqual([])
    const [later] = await readSessions()
    await revoke(later!.id)
    await revoke(later!.id)
    expect(await readRevocations()).toHaveLength(1)
  })
})
