import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { deleteExpiredOauthRows } from './jobs/delete-expired-oauth.job.ts'
import { forkForTenant } from './db/tenant.ts'
import { databases } from './test/databases.ts'
import { addEndUser, addSession, type TestEndUser } from './test/end-users.ts'
import { explainQuery, READS_TOO_MUCH } from './test/explain-query.ts'
import { createServer, signUpStaff, type Staff } from './test/factories.ts'
import { startTestApp, type TestApp } from './test/harness.ts'
import { asPlatform } from './test/watch-statements.ts'
import { expiredSessionsSql } from './domain/end-user/expired-session.repository.ts'
import { McpServerSession } from './domain/end-user/mcp-server-session.entity.ts'

const oauth = { authMode: 'oauth', resourceUrl: 'https://mcp.example.com/mcp' } as const
const DAY_MS = 86_400_000
const NOW = Date.now()
const daysAgo = (days: number) => new Date(NOW - days * DAY_MS)

describe.each(databases)('the hourly job and sessions of users on $name', ({ url }) => {
  let test: TestApp
  let staff: Staff
  let user: TestEndUser
  beforeAll(async () => {
    test = await startTestApp(url)
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
    const { organizationId } = user
    const rows = Array.from({ length: 1_100 }, (_, n) => [
      `${user.id.slice(0, -4)}${String(n).padStart(4, '0')}`,
      organizationId,
      user.id,
      daysAgo(200),
      daysAgo(95),
      // All of them were last seen at one moment, so that no other one says when that was.
      n < 1_050 ? daysAgo(-1) : null,
    ])
    await test.orm.em.execute(
      `insert into mcp_server_session (id, organization_id, mcp_server_user_id, created_at, expires_at, last_seen_at)
       values ${rows.map((row) => `(${row.map(() => '?').join(', ')})`).join(', ')}`,
      rows.flat(),
    )
    await runJob()
    expect(await idsLeft()).toHaveLength(1_051)
  })

  it('finds them as a range of an index', async () => {
    const query = expiredSessionsSql(daysAgo(90), { id: '', expiresAt: new Date(0) })
    const plan = await explainQuery(test.orm, url, query)
    expect(plan).toContain('mcp_server_session_expiry_index')
    expect(plan).not.toMatch(READS_TOO_MUCH)
  })
})
