import type { CreatedAccessTokenDto } from '#shared/access-token.ts'
import type { TicketDto } from '#shared/support-ticket.ts'
import type { StatusesChangeDto } from '#shared/ticket-statuses.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../db/column-types.ts'
import { forkForTenant } from '../../db/tenant.ts'
import { callTool } from '../../test/call-tool.ts'
import { databases } from '../../test/databases.ts'
import { createServer, signUpStaff, type Staff } from '../../test/factories.ts'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { organizationIdOf } from '../../test/organization-id.ts'
import { SupportTicketEvent } from './support-ticket-event.entity.ts'
import { SupportTicket } from './support-ticket.entity.ts'

/** Four bytes and two UTF-16 units each: what is counted are characters. */
const LONGEST_NOTE = '😀'.repeat(10_000)
const FULL = '409 history-full'

describe.each(databases)('the end of a ticket’s history on $name', ({ url }) => {
  let test: TestApp
  let staff: Staff
  let server: string
  let organizationId: string
  let token: string
  beforeAll(async () => {
    test = await startTestApp(url)
    staff = await signUpStaff(test.app)
    server = (await createServer(staff)).slug
    organizationId = await organizationIdOf(test, staff.org)
    const input = {
      org: staff.org,
      name: 'script',
      scopes: ['tickets:read', 'tickets:write'],
      expiresInDays: 1,
    }
    token = (await staff.visitor.mutate<CreatedAccessTokenDto>('accessToken.create', input)).secret
  })
  afterAll(() => test.close())

  const call = (path: string, input: object) =>
    staff.visitor.mutate<TicketDto>(`supportTicket.${path}`, { org: staff.org, ...input })
  const refusal = async (path: string, input: object) => {
    const problem = await staff.visitor.problemOf('mutate', `supportTicket.${path}`, {
      org: staff.org,
      ...input,
    })
    return `${problem.status} ${problem.code}`
  }
  const read = (reference: string) =>
    staff.visitor.query<TicketDto>('supportTicket.get', { org: staff.org, reference })
  const changeMany = (path: string, input: object) =>
    staff.visitor.mutate<StatusesChangeDto>(`supportTicket.${path}`, { org: staff.org, ...input })

  /** A ticket whose history has so many rows, all but the first written past the procedures. */
  async function open(rows: number, note = 'A note.'): Promise<string> {
    const words = { title: 'Search fails', description: 'It does.', category: 'Other' }
    const { reference } = await call('open', { server, words })
    const em = forkForTenant(test.orm.em, organizationId)
    const ticket = await em.findOneOrFail(SupportTicket, { reference })
    await em.insertMany(
      SupportTicketEvent,
      Array.from({ length: rows - 1 }, () => ({
        id: newId(),
        organizationId,
        supportTicketId: ticket.id,
        type: 'noted' as const,
        actorKind: 'account' as const,
        actorId: newId(),
        note,
        at: new Date(),
      })),
    )
    return reference
  }

  it('409: a note or a correction after 900 rows, while the status still changes', async () => {
    const reference = await open(899)
    expect((await call('addNote', { reference, note: 'The last one.' })).events).toHaveLength(900)
    expect(await refusal('addNote', { reference, note: 'x' })).toBe(FULL)
    expect(await refusal('correct', { reference, title: 'Other', expectedVersion: 1 })).toBe(FULL)
    const close = { reference, status: 'closed', resolution: 'fixed', expectedVersion: 1 }
    expect(await refusal('updateStatus', { ...close, note: 'x' })).toBe(FULL)
    expect(await read(reference)).toMatchObject({ version: 1, status: 'open' })
    expect(await call('updateStatus', close)).toMatchObject({ version: 2, status: 'closed' })
    await call('updateStatus', { reference, status: 'open', expectedVersion: 2 })
    expect((await callTool(test.app, token, 'add_note', { reference, text: 'x' })).code).toBe('history-full')
    const args = { reference, status: 'closed', resolution: 'fixed', version: 3, reason: 'Done.' }
    expect((await callTool(test.app, token, 'set_ticket_status', args)).facts).toMatchObject({ version: 4 })
    expect((await read(reference)).events).toHaveLength(904)
  })

  it('409: a note after 500,000 characters of notes, until one is withheld', async () => {
    const reference = await open(50, LONGEST_NOTE)
    const note = LONGEST_NOTE
    const { events } = await call('addNote', { reference, note })
    expect(events).toHaveLength(51)
    expect(await refusal('addNote', { reference, note: 'x' })).toBe(FULL)
    const { version } = await call('correct', { reference, title: 'Other', expectedVersion: 1 })
    const input = { org: staff.org, reference, field: 'note', eventId: events.at(-1)!.id }
    await staff.visitor.mutate('privacy.withholdField', { ...input, expectedVersion: version })
    await call('addNote', { reference, note: 'x' })
  })

  it('409: any change of status after 1,000 rows, but not closing, withholding and deleting', async () => {
    const reference = await open(1_000)
    const start = { reference, status: 'in_progress', expectedVersion: 1 }
    expect(await refusal('updateStatus', start)).toBe(FULL)
    const input = { org: staff.org, reference, field: 'title', expectedVersion: 1 }
    await staff.visitor.mutate('privacy.withholdField', input)
    const close = { reference, status: 'closed', resolution: 'fixed', expectedVersion: 2 }
    expect(await call('updateStatus', close)).toMatchObject({ version: 3, status: 'closed' })
    expect(await refusal('updateStatus', { reference, status: 'open', expectedVersion: 3 })).toBe(FULL)
    expect(await refusal('updateStatus', { ...close, resolution: 'wont-fix', expectedVersion: 3 })).toBe(FULL)
    await call('delete', { reference, expectedVersion: 3 })
  })

  it('of many tickets, those that are full are left', async () => {
    const [full, other] = [await open(1_000), await open(1)]
    const references = [full, other]
    const left = [{ reference: full, code: 'history-full' }]
    expect(await changeMany('changeStatuses', { references, status: 'in_progress' })).toMatchObject({
      changed: [other],
      unchanged: 0,
      left,
    })
    const closed = await changeMany('changeStatuses', { references, status: 'closed', resolution: 'fixed' })
    expect(closed.changed.toSorted()).toEqual(references.toSorted())
    const { operation } = closed
    expect(await changeMany('undoStatuses', { operation })).toMatchObject({ changed: [other], left })
    expect((await read(full)).events).toHaveLength(1_001)
  })

  it('of notes at once, one takes the last place', async () => {
    const reference = await open(899)
    const answers = await Promise.all(
      Array.from({ length: 6 }, () =>
        staff.visitor.send('POST', 'supportTicket.addNote', { org: staff.org, reference, note: 'x' }),
      ),
    )
    expect(answers.filter(({ statusCode }) => statusCode === 200)).toHaveLength(1)
    expect((await read(reference)).events).toHaveLength(900)
  })
})
