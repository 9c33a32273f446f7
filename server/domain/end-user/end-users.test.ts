import type { EndUserDetailsDto, EndUserPageDto } from '#shared/end-user.ts'
import type { TicketDto, TicketPageDto } from '#shared/support-ticket.ts'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { KeysetCursor } from '../../db/keyset.ts'
import { databases } from '../../test/databases.ts'
import { explainQuery, READS_TOO_MUCH } from '../../test/explain-query.ts'
import { addEndUser, addSession, type TestEndUser } from '../../test/end-users.ts'
import { createServer, signUpStaff, type Staff, type TestServer } from '../../test/factories.ts'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import type { TenantContext } from '../context.ts'
import { endUserListSql, endUserSearchSql, listEndUserRows } from './end-user-list.repository.ts'
import { organizationIdOf } from '../../test/organization-id.ts'
import { OauthArtifact } from '../authorization/oauth-artifact.entity.ts'

const oauth = { authMode: 'oauth', resourceUrl: 'https://mcp.example.com/mcp' } as const
const HOUR_MS = 3_600_000

describe.each(databases)('end-users in the dashboard on $name', ({ url }) => {
  let test: TestApp
  let staff: Staff
  let server: TestServer
  let user: TestEndUser
  beforeAll(async () => {
    test = await startTestApp(url)
    staff = await signUpStaff(test.app)
    server = await createServer(staff, oauth)
    user = await addEndUser(test, server.slug)
  })
  afterAll(() => test.close())

  const at = (slug: string, more = {}) => ({ org: staff.org, slug, ...more })
  const list = (slug: string, more = {}) =>
    staff.visitor.query<EndUserPageDto>('endUser.list', at(slug, more))
  const get = (userId: string, slug = server.slug) =>
    staff.visitor.query<EndUserDetailsDto>('endUser.get', at(slug, { userId }))
  const mutate = (what: string, input: object) =>
    staff.visitor.mutate<EndUserDetailsDto>(`endUser.${what}`, at(server.slug, input))
  const artifactsOf = async (grantId: string) => {
    const where = { organizationId: await organizationIdOf(test, staff.org), grantId }
    return test.orm.em.fork().count(OauthArtifact, where, { filters: false })
  }

  describe('the list', () => {
    const COUNT = 60
    let crowded: TestServer
    beforeAll(async () => {
      crowded = await createServer(staff, oauth)
      await seed(test, crowded.slug, COUNT)
    })
    const numbers = ({ users }: EndUserPageDto) => users.map(({ name }) => Number(name.replace('User ', '')))

    it('R1.2 shows each user once, newest first, though many came in the same millisecond', async () => {
      const first = await list(crowded.slug)
      const second = await list(crowded.slug, { cursor: first.older })
      expect([...numbers(first), ...numbers(second)]).toEqual(
        Array.from({ length: COUNT }, (_, index) => COUNT - 1 - index),
      )
      expect(second.older).toBeUndefined()
      expect(await list(crowded.slug, { cursor: second.newer })).toEqual(first)
    })

    it.each([
      ['user 7', [7]],
      ['USER 5', [59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 5]],
      ['Mail-31@', [31]],
      ['', undefined],
      ['100%', []],
      ['_', []],
      ['!', []],
      [String.raw`\\`, []],
    ])('finds part of a name or an address, taken by its letters: %j', async (search, expected) => {
      const found = await list(crowded.slug, { search })
      expect(expected === undefined ? found.users.length : numbers(found)).toEqual(expected ?? 50)
    })

    it('pages through what a search found', async () => {
      const first = await list(crowded.slug, { search: 'user' })
      expect(numbers(await list(crowded.slug, { search: 'user', cursor: first.older }))).toHaveLength(10)
    })

    it('finds users among thousands, whom it looks at in parts', async () => {
      const large = await createServer(staff, oauth)
      await seed(test, large.slug, 4_005)
      const expected = Array.from({ length: 4_005 }, (_, index) => 4_004 - index)
      expect(numbers(await list(large.slug, { search: 'user 200' }))).toEqual(
        expected.filter((index) => String(index).startsWith('200')),
      )
      expect(numbers(await list(large.slug, { search: 'mail-4@' }))).toEqual([4])
      const pages = [await list(large.slug, { search: 'user 4' })]
      while (pages.at(-1)!.older)
        pages.push(await list(large.slug, { search: 'user 4', cursor: pages.at(-1)!.older }))
      expect(pages.flatMap(numbers)).toEqual(expected.filter((index) => String(index).startsWith('4')))
      expect(await list(large.slug, { search: 'user 4', cursor: pages[1]!.newer })).toEqual(pages[0])
    })

    it('counts the sessions that are live now, and knows when a client was last seen', async () => {
      const { id } = user
      const [hourAgo, yesterday] = [new Date(Date.now() - HOUR_MS), new Date(Date.now() - 24 * HOUR_MS)]
      const last = new Date(Date.now() + HOUR_MS)
      await addSession(test, user, { lastSeenAt: last })
      await addSession(test, user, { lastSeenAt: yesterday, revokedAt: yesterday })
      await addSession(test, user, { createdAt: yesterday, expiresAt: hourAgo })
      const { users } = await list(server.slug)
      expect(users).toEqual([expect.objectContaining({ id, sessions: 2, lastSeenAt: last.toISOString() })])
      const { sessionList, ...rest } = await get(id)
      expect(rest).toEqual(users[0])
      expect(sessionList.map(({ state }) => state)).toEqual(['live', 'live', 'revoked', 'expired'])
    })

    const cursor: KeysetCursor = { towards: 'older', createdAt: new Date(), id: uuidv7() }
    it.each([
      { search: '' },
      { search: '', cursor },
      { search: '', cursor: { ...cursor, towards: 'newer' as const } },
      { search: 'ana', cursor },
    ])('is read by its index and without sorting: $search $cursor.towards', async (query) => {
      const ctx = { em: test.orm.em.fork(), organizationId: uuidv7() } as unknown as TenantContext
      const page = { ...query, mcpServerId: uuidv7(), limit: 51 }
      const plan = await explainQuery(test.orm, url, endUserListSql(ctx, page))
      expect(plan).toContain('mcp_server_user_list')
      expect(plan).not.toMatch(READS_TOO_MUCH)
      expect(await explainQuery(test.orm, url, endUserSearchSql(ctx, page, 'ana'))).toContain(
        'mcp_server_user_list',
      )
      expect(await listEndUserRows(ctx, page)).toEqual([])
    })

    it.each(['x', 'a'.repeat(101)])('422: a cursor that is not ours (%j)', async (cursor) => {
      const problem = await staff.visitor.problemOf('query', 'endUser.list', at(server.slug, { cursor }))
      expect(problem).toMatchObject({ status: 422, code: 'validation-failed' })
      expect(problem.errors![0]!.pointer).toBe('/cursor')
    })
  })

  describe('a session', () => {
    it('R1.2 shows its client, and the domain of the document that identifies it, if there is one', async () => {
      const known = await addSession(test, user, {
        clientName: 'Claude',
        clientId: 'https://claude.ai/oauth/client.json',
      })
      const { sessionList } = await get(user.id)
      expect(sessionList.find(({ id }) => id === known)).toMatchObject({
        clientName: 'Claude',
        clientDomain: 'claude.ai',
        redirectHost: 'localhost',
      })
      const registered = sessionList.find(({ id }) => id === user.sessionId)
      expect(registered).toMatchObject({ clientName: 'Claude Code' })
      expect(registered).not.toHaveProperty('clientDomain')
    })

    it('ends at once when it is revoked, with everything its client could redeem, and no other does', async () => {
      const { id: userId } = user
      const [ended, kept] = [await addSession(test, user), await addSession(test, user)]
      const before = (await get(userId)).sessions
      const after = await mutate('revokeSession', { userId, sessionId: ended })
      const revoked = after.sessionList.find(({ id }) => id === ended)
      expect(revoked).toMatchObject({ state: 'revoked', revokedAt: expect.any(String) })
      expect(after.sessions).toBe(before - 1)
      expect(after.sessionList.find(({ id }) => id === kept)?.state).toBe('live')
      expect([await artifactsOf(ended), await artifactsOf(kept)]).toEqual([0, 1])

      const again = await mutate('revokeSession', { userId, sessionId: ended })
      expect(again.sessionList.find(({ id }) => id === ended)).toEqual(revoked)
    })

    it('404: a session of another user', async () => {
      const other = await addEndUser(test, server.slug)
      const input = at(server.slug, { userId: user.id, sessionId: other.sessionId })
      const problem = await staff.visitor.problemOf('mutate', 'endUser.revokeSession', input)
      expect(problem).toMatchObject({ status: 404, code: 'session-not-found' })
      expect(await artifactsOf(other.sessionId)).toBe(1)
    })
  })

  describe('a user', () => {
    it('has every session ended when disabled, and signs in again when enabled', async () => {
      const { id: userId, ...guest } = await addEndUser(test, server.slug)
      const second = await addSession(test, { id: userId, ...guest })
      const disabled = await mutate('disable', { userId })
      expect(disabled).toMatchObject({ sessions: 0, disabledAt: expect.any(String) })
      expect(disabled.sessionList.map(({ state }) => state)).toEqual(['revoked', 'revoked'])
      expect([await artifactsOf(guest.sessionId), await artifactsOf(second)]).toEqual([0, 0])
      expect((await list(server.slug)).users.find(({ id }) => id === userId)?.disabledAt).toBe(
        disabled.disabledAt,
      )
      expect((await mutate('disable', { userId })).disabledAt).toBe(disabled.disabledAt)

      const enabled = await mutate('enable', { userId })
      expect(enabled.disabledAt).toBeUndefined()
      expect(enabled.sessions).toBe(0)
      expect(await mutate('enable', { userId })).toEqual(enabled)
    })

    it('R2.4 of another server of the same organization is not found through this one', async () => {
      const neighbour = await createServer(staff, oauth)
      const { id: userId, sessionId } = await addEndUser(test, neighbour.slug)
      const input = at(server.slug, { userId })
      const problems = [
        await staff.visitor.problemOf('query', 'endUser.get', input),
        await staff.visitor.problemOf('mutate', 'endUser.disable', input),
        await staff.visitor.problemOf('mutate', 'endUser.enable', input),
        await staff.visitor.problemOf('mutate', 'endUser.revokeSession', { ...input, sessionId }),
      ]
      expect(problems.map(({ status, code }) => `${status} ${code}`)).toEqual(
        Array(4).fill('404 user-not-found'),
      )
      expect((await list(server.slug)).users.map(({ id }) => id)).not.toContain(userId)
      expect((await get(userId, neighbour.slug)).sessions).toBe(1)
    })
  })

  describe('R1.2 a signed-in user’s ticket', () => {
    const tickets = (filters: object) =>
      staff.visitor.query<TicketPageDto>('supportTicket.list', { org: staff.org, filters })

    it('names the user, the client and the sign-in it came through', async () => {
      const { createdAt } = (await get(user.id)).sessionList.find(({ id }) => id === user.sessionId)!
      const ticket = await staff.visitor.query<TicketDto>('supportTicket.get', {
        org: staff.org,
        reference: user.reference,
      })
      expect(ticket.reporter).toMatchObject({ kind: 'user', id: user.id, name: 'Ana Sousa' })
      expect(ticket.session).toEqual({ clientName: 'Claude Code', signedInAt: createdAt })
      expect(ticket.events[0]!.actor).toEqual({ kind: 'end_user', name: 'Ana Sousa' })
    })

    it('is found by the user, alone and beside the other filters', async () => {
      const page = await tickets({ user: user.id })
      expect(page.user).toEqual({ name: 'Ana Sousa' })
      expect(page.tickets.map(({ reference }) => reference)).toEqual([user.reference])
      expect(
        await tickets({ user: user.id, server: server.slug, status: 'open', category: 'Other' }),
      ).toEqual(page)
      expect(await tickets({ user: user.id, status: 'closed' })).toEqual({ tickets: [], user: page.user })
    })

    it('R2.4 is not found by the user of another organization, who has no name here', async () => {
      const others = await signUpStaff(test.app)
      const theirs = await addEndUser(test, (await createServer(others, oauth)).slug)
      expect(await tickets({ user: theirs.id })).toEqual({ tickets: [] })
      expect(await tickets({ user: uuidv7() })).toEqual({ tickets: [] })
    })
  })
})

/** Users numbered in their names, ten of them in each millisecond. */
async function seed({ orm }: TestApp, slug: string, count: number): Promise<void> {
  const [server] = await orm.em.execute<{ id: string; organization_id: string }[]>(
    'select id, organization_id from mcp_server where slug = ?',
    [slug],
  )
  const start = Date.now() - 1_000_000
  const users = Array.from({ length: count }, (_, index) => {
    const at = new Date(start + Math.floor(index / 10))
    const email = `Mail-${index}@example.com`
    const id = uuidv7({ msecs: at.getTime(), seq: index })
    return [id, server!.organization_id, server!.id, `User ${index}`, email, email.toLowerCase(), at]
  })
  for (let from = 0; from < count; from += 1_000)
    await orm.em.execute(
      'insert into mcp_server_user (id, organization_id, mcp_server_id, name, email, email_key, created_at) values ?',
      [users.slice(from, from + 1_000)],
    )
}
