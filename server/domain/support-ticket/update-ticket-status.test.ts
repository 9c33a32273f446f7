import type { TicketDto } from '#shared/support-ticket.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../../test/databases.ts'
import { createServer, signUpStaff, type Staff } from '../../test/factories.ts'
import { startTestApp, type TestApp } from '../../test/harness.ts'

describe.each(databases)('R1.5 the status of a ticket on $name', ({ url }) => {
  let test: TestApp
  let staff: Staff
  let server: string
  beforeAll(async () => {
    test = await startTestApp(url)
    staff = await signUpStaff(test.app)
    server = (await createServer(staff)).slug
  })
  afterAll(() => test.close())

  const open = () =>
    staff.visitor.mutate<TicketDto>('supportTicket.open', {
      org: staff.org,
      server,
      words: { title: 'Search fails', description: 'It does.', category: 'Other' },
    })
  const update = ({ reference, version }: TicketDto, status: string, expectedVersion = version) => ({
    org: staff.org,
    reference,
    status,
    ...(status === 'closed' && { resolution: 'fixed' }),
    expectedVersion,
  })

  it('goes from any state to any other, each change in the audit trail: who, when, from, to', async () => {
    let ticket = await open()
    for (const status of ['closed', 'open', 'in_progress', 'closed', 'in_progress', 'open']) {
      ticket = await staff.visitor.mutate('supportTicket.updateStatus', update(ticket, status))
      expect(ticket.status).toBe(status)
    }
    expect(ticket.events.map(({ type, from, to }) => [type, from, to])).toEqual([
      ['opened', undefined, undefined],
      ['status_changed', 'open', 'closed'],
      ['status_changed', 'closed', 'open'],
      ['status_changed', 'open', 'in_progress'],
      ['status_changed', 'in_progress', 'closed'],
      ['status_changed', 'closed', 'in_progress'],
      ['status_changed', 'in_progress', 'open'],
    ])
    for (const { actor, at } of ticket.events) {
      expect(actor).toEqual({ kind: 'account', name: 'Ada Lovelace' })
      expect(at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    }
    expect(ticket.updatedAt).toBe(ticket.events.at(-1)!.at)
  })

  it('is a no-op without an event when it is that status already, also from an old version', async () => {
    const opened = await open()
    const closed = await staff.visitor.mutate<TicketDto>(
      'supportTicket.updateStatus',
      update(opened, 'closed'),
    )
    const again = await staff.visitor.mutate<TicketDto>(
      'supportTicket.updateStatus',
      update(opened, 'closed'),
    )
    expect(again).toEqual(closed)
  })

  it('takes a resolution with closed, keeps it in the history, and clears it when the ticket is reopened', async () => {
    const change = (ticket: TicketDto, status: string, resolution?: string) =>
      staff.visitor.mutate<TicketDto>('supportTicket.updateStatus', {
        ...update(ticket, status),
        ...(resolution && { resolution }),
      })
    const opened = await open()
    expect(opened).not.toHaveProperty('resolution')
    const fixed = await change(opened, 'closed', 'fixed')
    expect(fixed.resolution).toBe('fixed')
    expect(await change(fixed, 'closed', 'fixed')).toEqual(fixed)
    const refused = await change(fixed, 'closed', 'wont-fix')
    const reopened = await change(refused, 'open')
    expect(reopened).not.toHaveProperty('resolution')
    expect(
      reopened.events.slice(1).map(({ from, to, fromText, toText }) => [from, to, fromText, toText]),
    ).toEqual([
      ['open', 'closed', undefined, 'fixed'],
      ['closed', 'closed', 'fixed', 'wont-fix'],
      ['closed', 'open', 'wont-fix', undefined],
    ])
  })

  it('409: somebody else changed it meanwhile, and nothing is written', async () => {
    const ticket = await open()
    await staff.visitor.mutate('supportTicket.updateStatus', update(ticket, 'in_progress'))
    const problem = await staff.visitor.problemOf(
      'mutate',
      'supportTicket.updateStatus',
      update(ticket, 'closed'),
    )
    expect(problem).toMatchObject({ status: 409, code: 'ticket-changed' })
    const now = await staff.visitor.query<TicketDto>('supportTicket.get', {
      org: staff.org,
      reference: ticket.reference,
    })
    expect([now.status, now.version, now.events.length]).toEqual(['in_progress', 2, 2])
  })

  it('lets one of many simultaneous changes through, and loses none of the others silently', async () => {
    const ticket = await open()
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        staff.visitor.send(
          'POST',
          'supportTicket.updateStatus',
          update(ticket, index % 2 ? 'closed' : 'in_progress'),
        ),
      ),
    )
    const changed = answers.filter(({ statusCode }) => statusCode === 200)
    expect(
      answers.filter(({ statusCode }) => statusCode !== 200).every(({ statusCode }) => statusCode === 409),
    ).toBe(true)
    const now = await staff.visitor.query<TicketDto>('supportTicket.get', {
      org: staff.org,
      reference: ticket.reference,
    })
    expect(now.events).toHaveLength(2)
    // Those who asked for what won were told so; everybody else had a conflict.
    expect(new Set(changed.map((answer) => answer.json().result.data.status))).toEqual(new Set([now.status]))
  })

  it.each([
    [{ status: 'done' }, '/status not-in-list'],
    [{ resolution: 'gone' }, '/resolution not-in-list'],
    [{ resolution: null }, '/resolution'],
    [{ resolution: undefined }, '/resolution required'],
    [{ status: 'open', resolution: 'fixed' }, '/resolution not-allowed'],
    [{ resolution: 'duplicate' }, '/duplicateOf required'],
    [{ duplicateOf: 'TK-0000-0000' }, '/duplicateOf not-allowed'],
    [{ resolution: 'duplicate', duplicateOf: 'TK-1' }, '/duplicateOf invalid-format'],
    [{ resolution: 'duplicate', duplicateOf: 'TK-0000-0000' }, '/duplicateOf not-in-list'],
    [{ note: ' \u200b ' }, '/note required'],
    [{ status: undefined }, '/status'],
    [{ expectedVersion: 0 }, '/expectedVersion'],
    [{ expectedVersion: '1' }, '/expectedVersion invalid-type'],
    [{ reference: 'TK-1' }, '/reference invalid-format'],
    [{ extra: 1 }, '/extra unknown-field'],
  ])('422: %j', async (change, expected) => {
    const input = { ...update(await open(), 'closed'), ...change }
    const problem = await staff.visitor.problemOf('mutate', 'supportTicket.updateStatus', input)
    expect(problem).toMatchObject({ status: 422, code: 'validation-failed' })
    expect(problem.errors?.map(({ pointer, code }) => `${pointer} ${code}`).join()).toContain(expected)
  })

  it('finds a reference however it was dictated', async () => {
    const { reference } = await open()
    const spoken = reference.toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l')
    const found = await staff.visitor.query<TicketDto>('supportTicket.get', {
      org: staff.org,
      reference: ` ${spoken} `,
    })
    expect(found.reference).toBe(reference)
  })
})
