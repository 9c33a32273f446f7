import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { deleteExpiredOauthRows } from './jobs/delete-expired-oauth.job.ts'
import { newId } from './db/column-types.ts'
import { isSqlite } from './db/database-url.ts'
import { forkForTenant } from './db/tenant.ts'
import { databases, isSharded } from './test/databases.ts'
import { addEndUser, addSession, type TestEndUser } from './test/end-users.ts'
import { explainQuery, READS_TOO_MUCH } from './test/explain-query.ts'
import { createServer, signUpStaff, type Staff } from './test/factories.ts'
import { startTestApp, type TestApp } from './test/harness.ts'
import { countRowsRead } from './test/rows-read.ts'
import { asPlatform } from './test/watch-statements.ts'
import { EXPIRED_PAGE, expiredSessionsSql } from './domain/end-user/expired-session.repository.ts'
import { McpServerSession } from './domain/end-user/mcp-server-session.entity.ts'
import { userSessionsSql } from './domain/end-user/user-session.repository.ts'

const oauth = { authMode: 'oauth', resourceUrl: 'https://mcp.example.com/mcp' } as const
const DAY_MS = 86_400_000
const NOW = Date.now()
const daysAgo = (days: number) => new Date(NOW - days * DAY_MS)

describe.each(databases)('the hourly job and sessions of users on $name', ({ url }) => {
  let test: TestApp
  let staff: Staff
  let user: TestEndUser
  const sent: string[] = []
  beforeAll(async () => {
    test = await startTestApp(url, {}, undefined, (sql) => sent.push(sql))
    staff = await signUpStaff(test.app)
  })
  beforeEach(async () => {
    const { slug } = await createServer(staff, oauth)
    user = await addEndUser(test, slug)
  })
  afterAll(() => test.close())

  const runJob = () =>
    asPlatform(() =>
      deleteExpiredOauthRows.run({ em: test.orm.em.fork(), now: () => new Date(NOW), settings: test.config }),
    )
  const expired = (days: number, more = {}) =>
    addSession(test, user, { createdAt: daysAgo(days + 90), expiresAt: daysAgo(days), ...more })
  /** @param rowOf when a session was opened, ends and was last seen */
  const insert = async (count: number, rowOf: (n: number) => (Date | null)[]) => {
    const { organizationId } = user
    const ids = Array.from(
      { length: count },
      (_, n) => `${user.id.slice(0, -5)}x${String(n).padStart(4, '0')}`,
    )
    const rows = ids.map((id, n) => [id, organizationId, user.id, ...rowOf(n)])
    await test.orm.em.execute(
      `insert into mcp_server_session (id, organization_id, mcp_server_user_id, created_at, expires_at, last_seen_at)
       values ${rows.map((row) => `(${row.map(() => '?').join(', ')})`).join(', ')}`,
      rows.flat(),
    )
    return ids
  }
  const countLeft = async (ids: readonly string[]) => {
    const left = new Set(await idsLeft())
    return ids.filter((id) => left.has(id)).length
  }
  const idsLeft = async (who = user) => {
    const em = forkForTenant(test.orm.em, who.organizationId)
    const rows = await em.find(McpServerSession, { mcpServerUserId: who.id })
    return rows.map(({ id }) => id).toSorted()
  }

  it('deletes those that expired more than 90 days ago, revoked or not, and no others', async () => {
    const kept = [user.sessionId, await expired(89), await expired(89, { revokedAt: daysAgo(100) })]
    await expired(91)
    await expired(91, { revokedAt: daysAgo(100) })
    await expired(400)
    await runJob()
    expect(await idsLeft()).toEqual(kept.toSorted())
  })

  it('keeps those that a ticket names', async () => {
    const named = await expired(91)
    await test.orm.em.execute(
      'update support_ticket set mcp_server_session_id = ? where organization_id = ? and reference = ?',
      [named, user.organizationId, user.reference],
    )
    await runJob()
    expect(await idsLeft()).toEqual([named, user.sessionId].toSorted())
  })

  it('keeps the one by which the dashboard says when its user was last seen', async () => {
    await test.orm.em.execute(
      'update support_ticket set mcp_server_session_id = null where organization_id = ? and reference = ?',
      [user.organizationId, user.reference],
    )
    await test.orm.em.execute(
      'update mcp_server_session set last_seen_at = ?, expires_at = ? where organization_id = ? and id = ?',
      [daysAgo(250), daysAgo(200), user.organizationId, user.sessionId],
    )
    await expired(210, { lastSeenAt: daysAgo(300) })
    await runJob()
    expect(await idsLeft()).toEqual([user.sessionId])
  })

  it('looks at those that stay once in a run, also when they are more than one statement finds', async () => {
    // All of them were last seen at one moment, so that no other one says when that was.
    await insert(1_100, (n) => [daysAgo(200), daysAgo(95), n < 1_050 ? daysAgo(-1) : null])
    await runJob()
    expect(await idsLeft()).toHaveLength(1_051)
  })

  it('deletes what comes after more that stay than one statement finds', async () => {
    await insert(1_100, (n) => [daysAgo(200), daysAgo(n < 1_050 ? 95 : 92), daysAgo(n < 1_050 ? -1 : 150)])
    await runJob()
    expect(await idsLeft()).toHaveLength(1_051)
  })

  it('keeps the last one of a user with more than several statements find, and reads not all for each of them', async () => {
    await addSession(test, user, { createdAt: daysAgo(400), lastSeenAt: daysAgo(399) })
    // Neither their ids nor their ends are in the order in which they were seen.
    const seenAt = (n: number) => new Date(NOW + ((n * 7_919) % 2_600) * 1_000)
    const ids = await insert(2_600, (n) => [daysAgo(200), new Date(+daysAgo(120) + n), seenAt(n)])
    const last = ids.findLast((_, n) => +seenAt(n) === NOW + 2_599_000)
    sent.length = 0
    await runJob()
    expect(await idsLeft()).toContain(last)
    expect(await countLeft(ids)).toBe(1)
    expect(sent.filter((sql) => sql.includes('order by mcp_server_user_id')).length).toBeLessThan(30)
  })

  it('finds them as a range of an index', async () => {
    const query = expiredSessionsSql(daysAgo(90), { id: '', expiresAt: new Date(0) })
    const plan = await explainQuery(test.orm, url, query)
    expect(plan).toContain('mcp_server_session_expiry_index')
    expect(plan).not.toMatch(READS_TOO_MUCH)
  })

  it('finds those of users in the order of an index', async () => {
    const tenant = { em: test.orm.em, organizationId: user.organizationId }
    const plans = [
      await explainQuery(test.orm, url, userSessionsSql(tenant, [user.id, newId()])),
      await explainQuery(test.orm, url, userSessionsSql(tenant, [user.id], newId())),
    ]
    // An index of SQLite does not have the id: it sorts those of one user at a time.
    const tooMuch = isSqlite(url) ? /SCAN/ : READS_TOO_MUCH
    for (const plan of plans) {
      expect(plan).toContain('mcp_server_session_user_index')
      expect(plan).not.toMatch(tooMuch)
    }
  })

  it.skipIf(isSqlite(url) || isSharded)(
    'reads a page in a statement, however many sessions a user has',
    async (context) => {
      // Codes that nobody redeemed: they do not say when the user was seen.
      const ids = await insert(4_000, () => [daysAgo(1), daysAgo(-89), null])
      await test.orm.em.execute(
        'update mcp_server_session set last_seen_at = null where organization_id = ? and id = ?',
        [user.organizationId, user.sessionId],
      )
      const last = await expired(200)
      const counts = await countRowsRead(url, context)
      await runJob()
      // A session of a page, and whether a ticket names it.
      expect(Math.max(...counts)).toBeLessThan(3 * EXPIRED_PAGE)
      expect(await countLeft([...ids, last])).toBe(4_001)
    },
  )
})
