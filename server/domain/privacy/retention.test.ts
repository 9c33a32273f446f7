import type { AuditLogPageDto } from '#shared/audit-log.ts'
import type { McpServerDto } from '#shared/mcp-server.ts'
import type { RetentionPreviewDto } from '#shared/privacy.ts'
import type { TicketPageDto } from '#shared/support-ticket.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deleteOldTickets } from './delete-old-tickets.ts'
import { isSqlite } from '../../db/database-url.ts'
import { indexQueuedTickets } from '../ticket-search/index-queued-tickets.ts'
import { databases } from '../../test/databases.ts'
import {
  createServer,
  serverSettings,
  signUpStaff,
  type Staff,
  type TestServer,
} from '../../test/factories.ts'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { insertTickets } from '../../test/insert-tickets.ts'
import { McpServer } from '../mcp-server/mcp-server.entity.ts'
import { storedRows } from '../../test/stored-rows.ts'

const DAY = 86_400_000

describe.each(databases)('retention on $name', ({ url }) => {
  let test: TestApp
  let staff: Staff
  let server: TestServer
  let other: TestServer
  beforeAll(async () => {
    test = await startTestApp(url)
    staff = await signUpStaff(test.app)
    server = await createServer(staff)
    other = await createServer(staff)
    await insertTickets(test, server.slug, 130, (index) => (index < 100 ? 'closed' : 'open'))
    await insertTickets(test, other.slug, 3)
    for (const { slug } of [server, other]) {
      const words = { title: 'Found by a word', description: 'd', category: 'Other' }
      await staff.visitor.mutate('supportTicket.open', { org: staff.org, server: slug, words })
    }
  })
  afterAll(() => test.close())

  const input = (days: unknown) => ({ org: staff.org, slug: server.slug, days })
  const set = (days: number | null) => staff.visitor.mutate<McpServerDto>('privacy.setRetention', input(days))
  const preview = (days: number | null) =>
    staff.visitor.query<RetentionPreviewDto>('privacy.previewRetention', input(days))
  const inDays = (days: number) => ({
    em: test.orm.em.fork(),
    now: () => new Date(Date.now() + days * DAY),
    settings: test.config,
  })
  const list = async (slug: string) =>
    (
      await staff.visitor.query<TicketPageDto>('supportTicket.list', {
        org: staff.org,
        filters: { server: slug },
      })
    ).tickets.length
  const refusal = async (days: unknown) =>
    (await staff.visitor.problemOf('mutate', 'privacy.setRetention', input(days))).errors?.[0]

  it('is set, shown, audited once, and kept by a change of other settings', async () => {
    expect((await set(7)).retentionDays).toBe(7)
    await set(7)
    const { entries } = await staff.visitor.query<AuditLogPageDto>('organization.auditLog', {
      org: staff.org,
    })
    const ours = entries.filter(({ action }) => action === 'retention-changed')
    expect(ours.map(({ subject, details }) => ({ subject, details }))).toEqual([
      { subject: server.slug, details: { from: 'none', to: 7 } },
    ])
    const settings = serverSettings({ name: 'Renamed' })
    await staff.visitor.mutate('mcpServer.update', { org: staff.org, slug: server.slug, settings })
    const shown = await staff.visitor.query<McpServerDto>('mcpServer.get', {
      org: staff.org,
      slug: server.slug,
    })
    expect(shown).toMatchObject({ name: 'Renamed', retentionDays: 7 })
  })

  it.each([0, -1, 1.5, 3651, '7', undefined])('refuses %j days', async (days) => {
    expect(await refusal(days)).toMatchObject({ pointer: '/days' })
  })

  it('deletes what is older, whatever its status, with history and search postings, and nothing else', async () => {
    await indexQueuedTickets(inDays(0))
    expect(await preview(7)).toEqual({ tickets: 0, unresolved: 0 })
    expect(await preview(null)).toEqual({ tickets: 0, unresolved: 0 })
    await deleteOldTickets(inDays(6.9))
    expect(await list(server.slug)).toBe(50)
    await deleteOldTickets(inDays(7.1))
    await indexQueuedTickets(inDays(7.1))
    expect(await list(server.slug)).toBe(0)
    expect(await list(other.slug)).toBe(4)
    // Dashboards are told.
    const told = await test.orm.em.execute<{ message: string }[]>(
      `select message from change_event where organization_id = (select id from organization where slug = ?)
         and message like '{"type":"tickets-changed"%'`,
      [staff.org],
    )
    const references = told.flatMap(({ message }) => JSON.parse(message).references)
    expect(new Set(references).size).toBe(131)
    const rows = (await storedRows(test, staff.org)).split('\n')
    const count = (table: string) => rows.filter((row) => row.startsWith(`${table} `)).length
    expect([count('support_ticket'), count('support_ticket_event'), count('search_ticket')]).toEqual([
      4, 1, 1,
    ])
  })

  it('counts what would go now, and ends with null', async () => {
    const old = await createServer(staff)
    await insertTickets(test, old.slug, 8, (index) => (index < 5 ? 'closed' : 'open'))
    const { id, organizationId } = await test.orm.em
      .fork()
      .findOneOrFail(McpServer, { slug: old.slug }, { filters: false })
    await test.orm.em.execute(
      'update support_ticket set created_at = ? where organization_id = ? and mcp_server_id = ?',
      [new Date(Date.now() - 10 * DAY), organizationId, id],
    )
    const days = { org: staff.org, slug: old.slug, days: 9 }
    expect(await staff.visitor.query('privacy.previewRetention', days)).toEqual({ tickets: 8, unresolved: 3 })
    await staff.visitor.mutate('privacy.setRetention', days)
    await staff.visitor.mutate('privacy.setRetention', { ...days, days: null })
    await deleteOldTickets(inDays(0))
    expect(await list(old.slug)).toBe(8)
  })

  it('of one MCP server goes on where that of another fails', async () => {
    const pair = await Promise.all([createServer(staff), createServer(staff)])
    for (const { slug } of pair) {
      await insertTickets(test, slug, 2)
      await staff.visitor.mutate('privacy.setRetention', { org: staff.org, slug, days: 7 })
    }
    const refuse = isSqlite(url)
      ? `select raise(abort, 'refused')`
      : `signal sqlstate '45000' set message_text = 'refused'`
    const kept = async (broken: TestServer) => {
      await onDeletion(broken.slug, refuse)
      await expect(deleteOldTickets(inDays(8)).finally(dropTrigger)).rejects.toThrow('refused')
      return Promise.all(pair.map(({ slug }) => list(slug)))
    }
    // Whichever has its turn first: it fails once.
    expect(await kept(pair[0])).toEqual([2, 0])
    await insertTickets(test, pair[1].slug, 2)
    expect(await kept(pair[1])).toEqual([0, 2])
  })

  it.each([
    ['switched off', null],
    ['longer', 30],
  ])('that changes while tickets are deleted keeps the next batch: %s', async (_change, days) => {
    const { slug } = await createServer(staff)
    await insertTickets(test, slug, 60)
    await staff.visitor.mutate('privacy.setRetention', { org: staff.org, slug, days: 7 })
    await onDeletion(slug, `update mcp_server set retention_days = ${days} where slug = '${slug}'`)
    await deleteOldTickets(inDays(8)).finally(dropTrigger)
    expect(await list(slug)).toBe(10)
  })

  /** Does something in the transaction that deletes a ticket of a server. */
  async function onDeletion(slug: string, statement: string): Promise<void> {
    const ours = `old.mcp_server_id = (select id from mcp_server where slug = '${slug}')`
    const body = isSqlite(url)
      ? `when ${ours} begin ${statement}; end`
      : `for each row if ${ours} then ${statement}; end if`
    await test.orm.em.execute(`create trigger on_deletion before delete on support_ticket ${body}`)
  }

  const dropTrigger = () => test.orm.em.execute('drop trigger on_deletion')
})
