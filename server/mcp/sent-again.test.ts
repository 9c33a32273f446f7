import { type CreatedAccessTokenDto, SCOPES } from '#shared/access-token.ts'
import type { AuditLogPageDto } from '#shared/audit-log.ts'
import type { StatusesChangeDto } from '#shared/ticket-statuses.ts'
import { askDesk, openAgent } from '#testkit/mcp/agents.ts'
import type { McpClient } from '#testkit/mcp/mcp-client.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forkForTenant } from '../db/tenant.ts'
import { SupportTicketEvent } from '../domain/support-ticket/support-ticket-event.entity.ts'
import { SupportTicket } from '../domain/support-ticket/support-ticket.entity.ts'
import { databases } from '../test/databases.ts'
import { organizationIdOf } from '../test/organization-id.ts'
import { listen } from '../test/raw-http.ts'
import { type Desk, startDesk, ticketBody } from '../test/sdk-caller.ts'

describe.each(databases)('R2.6 a change that an agent sends again on $name', ({ url }) => {
  let desk: Desk
  let one: McpClient
  let two: McpClient
  beforeAll(async () => {
    desk = await startDesk(url)
    const address = `http://localhost:${await listen(desk.app)}/mcp`
    const connect = async (name: string) => {
      const input = { org: desk.staff.org, name, scopes: SCOPES }
      const { secret } = await desk.staff.visitor.mutate<CreatedAccessTokenDto>('accessToken.create', input)
      return openAgent(address, secret)
    }
    ;[one, two] = [await connect('one'), await connect('two')]
  })
  afterAll(async () => {
    await Promise.all([one.close(), two.close()])
    await desk.close()
  })

  const open = async (): Promise<string> =>
    (await desk.sdk.openTicket(ticketBody())).json<{ ticket: { reference: string } }>().ticket.reference
  const notesOf = async (reference: string) =>
    (await desk.readTicket(reference)).events.flatMap(({ note }) => note ?? [])
  const byHand = (procedure: string, input: object) =>
    desk.staff.visitor.mutate(`supportTicket.${procedure}`, { org: desk.staff.org, ...input })
  const take = (agent: McpClient, reference: string, reason: string, version = 1) =>
    askDesk(agent, 'set_ticket_status', { reference, version, status: 'in_progress', reason })

  it('of two agents that take a ticket, the second learns that the first has it', async () => {
    const reference = await open()
    expect((await take(one, reference, 'One works on it.')).facts).toEqual({
      reference,
      status: 'in_progress',
      version: 2,
    })
    const second = await take(two, reference, 'Two works on it.')
    expect(second).toMatchObject({
      isError: false,
      facts: { status: 'in_progress', version: 2, unchanged: expect.stringContaining('was not written') },
      reported: { status_set_by: 'Ada Lovelace via an agent (token one)' },
    })
    expect(await notesOf(reference)).toEqual(['One works on it.'])
    // Neither the same words of another agent, nor other words of the same one, are the same change.
    expect((await take(two, reference, 'One works on it.')).facts).toHaveProperty('unchanged')
    expect((await take(one, reference, 'One still works on it.')).facts).toHaveProperty('unchanged')
    expect(await notesOf(reference)).toEqual(['One works on it.'])
  })

  it('of 20 that take it at once, one is told that it did', async () => {
    const reference = await open()
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const reason = `Number ${index} works on it.`
        return { reason, ...(await take(index % 2 ? one : two, reference, reason)) }
      }),
    )
    const took = answers.filter(({ isError, facts }) => !isError && !('unchanged' in facts))
    expect(took.map(({ reason }) => reason)).toEqual(await notesOf(reference))
    expect(took).toHaveLength(1)
  })

  it('says that a colleague has taken it, also where the version fits by chance', async () => {
    const reference = await open()
    await byHand('updateStatus', { reference, status: 'in_progress', expectedVersion: 1 })
    await byHand('correct', { reference, title: 'A better title', expectedVersion: 2 })
    const { facts, reported } = await take(one, reference, 'I take it.', 2)
    expect(facts).toMatchObject({ version: 3, unchanged: expect.stringContaining('was not written') })
    expect(reported).toEqual({ status_set_by: 'Ada Lovelace' })
    expect(await notesOf(reference)).toEqual([])
  })

  it('is known again after a colleague has changed the ticket', async () => {
    const reference = await open()
    await take(one, reference, 'I take it.')
    await byHand('correct', { reference, title: 'A better title', expectedVersion: 2 })
    const corrected = await take(one, reference, 'I take it.')
    expect(corrected.facts).toEqual({
      reference,
      status: 'in_progress',
      version: 3,
      changed_since: expect.stringContaining('was written'),
    })
    const { operation } = (await desk.readTicket(reference)).events.find(
      ({ type }) => type === 'status_changed',
    )!
    expect(await byHand('undoStatuses', { operation })).toMatchObject({
      changed: [reference],
    } satisfies Partial<StatusesChangeDto>)
    const undone = await take(one, reference, 'I take it.')
    expect(undone.facts).toMatchObject({ status: 'open', version: 4, changed_since: expect.any(String) })
    expect(await notesOf(reference)).toEqual(['I take it.'])
    expect((await take(one, reference, 'Another reason.')).facts).toMatchObject({ code: 'ticket-changed' })
  })

  it('is known again after a new app secret, by the one before', async () => {
    const reference = await open()
    await take(one, reference, 'I take it.')
    const { appSecret } = desk.config
    Object.assign(desk.config, { appSecret: `${appSecret}-next`, previousAppSecret: appSecret })
    const again = await take(one, reference, 'I take it.')
    Object.assign(desk.config, { appSecret, previousAppSecret: undefined })
    expect(again.facts).toEqual({ reference, status: 'in_progress', version: 2 })
  })

  const note = (agent: McpClient, reference: string, text: string) =>
    askDesk(agent, 'add_note', { reference, text })

  it('is one note, however often and by how many at once it is sent', async () => {
    const [reference, other] = [await open(), await open()]
    const first = await note(one, reference, 'Seen.')
    expect(first.facts).toEqual({ reference, noted: true, version: 1 })
    expect(await note(one, reference, 'Seen.')).toEqual(first)
    expect(await notesOf(reference)).toEqual(['Seen.'])
    const answers = await Promise.all(Array.from({ length: 12 }, () => note(one, reference, 'At once.')))
    expect(answers.some(({ isError }) => !isError)).toBe(true)
    expect(await notesOf(reference)).toEqual(['Seen.', 'At once.'])
    // What is not the same.
    await note(one, reference, 'seen.')
    await note(two, reference, 'Seen.')
    await note(one, other, 'Seen.')
    expect(await notesOf(reference)).toEqual(['Seen.', 'At once.', 'seen.', 'Seen.'])
    expect(await notesOf(other)).toEqual(['Seen.'])
    const { visitor, org } = desk.staff
    const { entries } = await visitor.query<AuditLogPageDto>('organization.auditLog', { org })
    expect(entries.filter(({ subject }) => subject === reference)).toHaveLength(4)
  })

  it('is another note after ten minutes, and after it was taken back', async () => {
    const reference = await open()
    await note(one, reference, 'Seen.')
    const organizationId = await organizationIdOf(desk, desk.staff.org)
    const em = forkForTenant(desk.orm.em, organizationId)
    const written = await em.findOneOrFail(SupportTicketEvent, {
      supportTicketId: (await em.findOneOrFail(SupportTicket, { reference })).id,
      type: 'noted',
    })
    const moveBack = async (minutes: number) => {
      await em.nativeUpdate(
        SupportTicketEvent,
        { organizationId, id: written.id },
        { at: new Date(Date.now() - minutes * 60_000) },
      )
    }
    await moveBack(9)
    await note(one, reference, 'Seen.')
    expect(await notesOf(reference)).toEqual(['Seen.'])
    await moveBack(11)
    await note(one, reference, 'Seen.')
    expect(await notesOf(reference)).toEqual(['Seen.', 'Seen.'])

    const { events } = await desk.readTicket(reference)
    const input = { org: desk.staff.org, reference, field: 'note', eventId: events.at(-1)!.id }
    await desk.staff.visitor.mutate('privacy.withholdField', { ...input, expectedVersion: 1 })
    await note(one, reference, 'Seen.')
    expect(await notesOf(reference)).toEqual(['Seen.', '⟦redacted:withheld⟧', 'Seen.'])
  })

  it('is as many notes as a person adds in the dashboard', async () => {
    const reference = await open()
    for (let count = 0; count < 2; count++) await byHand('addNote', { reference, note: 'Ping.' })
    expect(await notesOf(reference)).toEqual(['Ping.', 'Ping.'])
  })
})
