import type { EndUserDetailsDto } from '#shared/end-user.ts'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { endOldSessions } from './jobs/end-old-sessions.job.ts'
import { isSqlite } from './db/database-url.ts'
import { forkForTenant } from './db/tenant.ts'
import { databases, isSharded } from './test/databases.ts'
import { addEndUser, addSession, type TestEndUser } from './test/end-users.ts'
import { createServer, serverSettings, signUpStaff, type Staff, type TestServer } from './test/factories.ts'
import { startTestApp, type TestApp } from './test/harness.ts'
import { countRowsRead } from './test/rows-read.ts'
import { asPlatform } from './test/watch-statements.ts'
import { OauthArtifact } from './domain/authorization/oauth-artifact.entity.ts'
import { McpServer } from './domain/mcp-server/mcp-server.entity.ts'
import { McpServerSession } from './domain/end-user/mcp-server-session.entity.ts'
import { SESSIONS_PAGE } from './domain/end-user/user-session.repository.ts'

const oauth = { authMode: 'oauth', resourceUrl: 'https://mcp.example.com/mcp' } as const
/** Ahead of the sign-ins of the set-up. */
const NOW = Date.now() + 3_600_000
const SETTLED_MS = 60_000

describe.each(databases)('sessions after a change of their server’s address, on $name', ({ url }) => {
  let test: TestApp
  let staff: Staff
  let server: TestServer
  let user: TestEndUser
  const sent: string[] = []
  beforeAll(async () => {
    test = await startTestApp(url, {}, undefined, (sql) => sent.push(sql))
    staff = await signUpStaff(test.app)
  })
  beforeEach(async () => {
    server = await createServer(staff, oauth)
    user = await addEndUser(test, server.slug)
    vi.useFakeTimers({ toFake: ['Date'], now: NOW })
  })
  afterEach(() => void vi.useRealTimers())
  afterAll(() => test.close())

  const newIds = (count: number) =>
    Array.from({ length: count }, (_, n) => `${user.id.slice(0, -5)}x${String(n).padStart(4, '0')}`)
  const insert = async (
    table: string,
    ids: readonly string[],
    columns: string,
    rowOf: (id: string) => unknown[],
  ) => {
    const rows = ids.map(rowOf)
    await test.orm.em.execute(
      `insert into ${table} (${columns}) values ${rows.map((row) => `(${row.map(() => '?').join(', ')})`).join(', ')}`,
      rows.flat(),
    )
  }
  const insertSessions = (ids: readonly string[], userOf: (id: string) => string) =>
    insert(
      'mcp_server_session',
      ids,
      'id, organization_id, mcp_server_user_id, created_at, last_seen_at, expires_at',
      (id) => [id, user.organizationId, userOf(id), at(-5), at(-5), at(SETTLED_MS)],
    )
  /** Sessions of the server that are not revoked. */
  const countLeft = async () => {
    const [row]: { n: number }[] = await test.orm.em.execute(
      `select count(*) as n from mcp_server_session c join mcp_server_user u on u.organization_id = c.organization_id and u.id = c.mcp_server_user_id
       where c.organization_id = ? and u.mcp_server_id = ? and c.revoked_at is null`,
      [user.organizationId, user.mcpServerId],
    )
    return row?.n
  }
  let moves = 0
  const input = (more = {}) => ({ org: staff.org, slug: server.slug, ...more })
  const move = () => {
    const settings = serverSettings({ ...oauth, resourceUrl: `https://mcp.example.com/${++moves}` })
    return staff.visitor.mutate('mcpServer.update', input({ settings }))
  }
  const at = (ms: number) => new Date(NOW + ms)
  const signInAt = (ms: number, who = user) => addSession(test, who, { createdAt: at(ms) })
  const runJob = (ms: number) =>
    asPlatform(() => endOldSessions.run({ em: test.orm.em.fork(), now: () => at(ms), settings: test.config }))
  const readUser = (userId = user.id, slug = server.slug) =>
    staff.visitor.query<EndUserDetailsDto>('endUser.get', { org: staff.org, slug, userId })
  const isRevoked = async (id: string, { organizationId } = user) => {
    const em = forkForTenant(test.orm.em, organizationId)
    return Boolean((await em.findOneOrFail(McpServerSession, { id })).revokedAt)
  }
  const hasArtifact = async (grantId: string, { organizationId } = user) =>
    (await forkForTenant(test.orm.em, organizationId).count(OauthArtifact, { grantId })) > 0
  const readMoment = async () => {
    const em = forkForTenant(test.orm.em, user.organizationId)
    return (await em.findOneOrFail(McpServer, { slug: server.slug })).sessionsEndedAt
  }

  it('are over at once, without a statement that changes one of them', async () => {
    await signInAt(-1)
    sent.length = 0
    await move()
    expect(
      sent.filter((sql) => /^(?:update|delete).*(?:mcp_server_session|oauth_artifact)/s.test(sql)),
    ).toEqual([])
    const { sessions, sessionList } = await readUser()
    expect(sessions).toBe(0)
    const ended = { state: 'revoked', revokedAt: at(0).toISOString() }
    expect(sessionList).toEqual([expect.objectContaining(ended), expect.objectContaining(ended)])
    const page = await staff.visitor.query<{ users: { sessions: number }[] }>('endUser.list', input())
    expect(page.users.map((each) => each.sessions)).toEqual([0])
    const preview = await staff.visitor.query<{ users: { sessions: number }[] }>('privacy.previewErasure', {
      org: staff.org,
      userId: user.id,
    })
    expect(preview.users.map((each) => each.sessions)).toEqual([0])
  })

  it('look the same once the job has revoked them, in batches, with what was issued in them', async () => {
    const ids = []
    for (let count = 0; count < 3; count++) ids.push(await signInAt(-count))
    await move()
    const before = await readUser()
    await runJob(1_000)
    expect(await readUser()).toEqual(before)
    for (const id of ids) expect([await isRevoked(id), await hasArtifact(id)]).toEqual([true, false])
  })

  it('are over when they were opened in the same millisecond, and live when they were opened after it', async () => {
    const [same, later] = [await signInAt(0), await signInAt(1)]
    await move()
    expect((await readUser()).sessionList.find(({ id }) => id === same)?.state).toBe('revoked')
    await runJob(1_000)
    expect([await isRevoked(same), await isRevoked(later)]).toEqual([true, false])
    expect([await hasArtifact(same), await hasArtifact(later)]).toEqual([false, true])
    expect((await readUser()).sessions).toBe(1)
  })

  it('leave those of other servers and tenants alone', async () => {
    const neighbour = await createServer(staff, oauth)
    const stranger = await createServer(await signUpStaff(test.app), oauth)
    const others = [await addEndUser(test, neighbour.slug), await addEndUser(test, stranger.slug)]
    const ids: string[] = []
    for (const other of others) ids.push(await signInAt(-1, other))
    await move()
    await runJob(2 * SETTLED_MS)
    for (const [index, id] of ids.entries())
      expect([await isRevoked(id, others[index]), await hasArtifact(id, others[index])]).toEqual([
        false,
        true,
      ])
    expect((await readUser(others[0]!.id, neighbour.slug)).sessions).toBe(2)
  })

  it('are over also when their row appears after the job has run', async () => {
    await move()
    await runJob(1_000)
    const late = await signInAt(-1)
    expect((await readUser()).sessions).toBe(0)
    await runJob(SETTLED_MS + 1)
    expect(await isRevoked(late)).toBe(true)
    expect(await readMoment()).toBeNull()
    expect((await readUser()).sessions).toBe(0)
  })

  it('end by the second change too, which comes before the job is done', async () => {
    await move()
    await runJob(1_000)
    const between = await signInAt(2_000)
    vi.setSystemTime(at(3_000))
    await move()
    await runJob(SETTLED_MS + 2_000)
    expect(await readMoment()).toEqual(at(3_000))
    expect(await isRevoked(between)).toBe(true)
    await runJob(SETTLED_MS + 3_001)
    expect(await readMoment()).toBeNull()
  })

  it('stay over when the address before is set again by a process whose clock is behind', async () => {
    const [before, between] = [await signInAt(-1), await signInAt(3_000)]
    vi.setSystemTime(at(5_000))
    await move()
    vi.setSystemTime(at(0))
    await staff.visitor.mutate('mcpServer.update', input({ settings: serverSettings(oauth) }))
    expect(await readMoment()).toEqual(at(5_000))
    expect((await readUser()).sessions).toBe(0)
    await runJob(6_000)
    expect([await isRevoked(before), await isRevoked(between)]).toEqual([true, true])
  })

  it('are revoked at an archived server, and stay over when it is restored', async () => {
    const old = await signInAt(-1)
    await move()
    await staff.visitor.mutate('mcpServer.archive', input())
    await runJob(2 * SETTLED_MS)
    await staff.visitor.mutate('mcpServer.restore', input())
    expect(await isRevoked(old)).toBe(true)
    expect((await readUser()).sessions).toBe(0)
  })

  it('are all revoked where there are more users than one statement finds', async () => {
    const { organizationId, mcpServerId } = user
    const ids = newIds(1_200)
    await insert(
      'mcp_server_user',
      ids,
      'id, organization_id, mcp_server_id, name, email, email_key, created_at',
      (id) => [id, organizationId, mcpServerId, 'Bo', `${id}@x.test`, `${id}@x.test`, at(-5)],
    )
    await insertSessions(ids, (id) => id)
    await move()
    await runJob(1_000)
    expect(await countLeft()).toBe(0)
  })

  it.skipIf(isSqlite(url) || isSharded)(
    'are each read about once, also where a user has very many and a run before has revoked some',
    async (context) => {
      const ids = newIds(4_000)
      await insertSessions(ids, () => user.id)
      await test.orm.em.execute(
        'update mcp_server_session set revoked_at = ? where organization_id = ? and id in (?)',
        [at(-2), user.organizationId, ids.slice(0, 1_500)],
      )
      await move()
      const counts = await countRowsRead(url, context)
      await runJob(1_000)
      expect(Math.max(...counts)).toBeLessThan(2 * SESSIONS_PAGE)
      expect(counts.reduce((sum, count) => sum + count, 0)).toBeLessThan(2 * ids.length)
      expect(await countLeft()).toBe(0)
    },
  )
})
