import type { TicketDto } from '#shared/support-ticket.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../../test/databases.ts'
import { createServer, signUpStaff, type Staff } from '../../test/factories.ts'
import { startTestApp, type TestApp } from '../../test/harness.ts'

describe.each(databases)('R2.1 duplicates and notes of tickets on $name', ({ url }) => {
  let test: TestApp
  let staff: Staff
  let server: string
  beforeAll(async () => {
    test = await startTestApp(url)
    staff = await signUpStaff(test.app)
    server = (await createServer(staff)).slug
  })
  afterAll(() => test.close())

  const openFor = (owner: Staff, slug: string) =>
    owner.visitor.mutate<TicketDto>('supportTicket.open', {
      org: owner.org,
      server: slug,
      words: { title: 'Search fails', description: 'It does.', category: 'Other' },
    })
  const open = () => openFor(staff, server)
  const read = ({ reference }: TicketDto) =>
    staff.visitor.query<TicketDto>('supportTicket.get', { org: staff.org, reference })
  const repeats = ({ reference, version }: TicketDto, original: TicketDto, expectedVersion = version) => ({
    org: staff.org,
    reference,
    status: 'closed',
    resolution: 'duplicate',
    duplicateOf: original.reference.toLowerCase(),
    expectedVersion,
  })
  const close = (ticket: TicketDto, original: TicketDto) =>
    staff.visitor.mutate<TicketDto>('supportTicket.updateStatus', repeats(ticket, original))
  const refusalOf = async (ticket: TicketDto, original: TicketDto) => {
    const problem = await staff.visitor.problemOf(
      'mutate',
      'supportTicket.updateStatus',
      repeats(ticket, original),
    )
    return problem.errors?.map(({ pointer, code }) => `${problem.status} ${pointer} ${code}`).join()
  }

  it('name the ticket that is repeated, keep it in the history, and lose it when reopened', async () => {
    const [first, second, ticket] = [await open(), await open(), await open()]
    const closed = await close(ticket, first)
    expect(closed).toMatchObject({ resolution: 'duplicate', duplicateOf: first.reference })
    expect(await close(closed, first)).toEqual(closed)
    const moved = await close(closed, second)
    expect(moved.duplicateOf).toBe(second.reference)
    const reopened = await staff.visitor.mutate<TicketDto>('supportTicket.updateStatus', {
      org: staff.org,
      reference: ticket.reference,
      status: 'open',
      expectedVersion: moved.version,
    })
    expect(reopened).not.toHaveProperty('duplicateOf')
    expect(
      reopened.events.slice(1).map(({ fromDuplicateOf, toDuplicateOf }) => [fromDuplicateOf, toDuplicateOf]),
    ).toEqual([
      [undefined, first.reference],
      [first.reference, second.reference],
      [second.reference, undefined],
    ])
    expect((await read(first)).version).toBe(1)
  })

  it('422: of itself, of one that leads back to it, of one that nobody has, and of another organization’s', async () => {
    const [a, b, c] = [await open(), await open(), await open()]
    expect(await refusalOf(a, a)).toBe('422 /duplicateOf not-allowed')
    await close(b, a)
    await close(c, b)
    expect(await refusalOf(a, c)).toBe('422 /duplicateOf not-allowed')
    const others = await signUpStaff(test.app)
    const foreign = await openFor(others, (await createServer(others)).slug)
    expect(await refusalOf(a, foreign)).toBe('422 /duplicateOf not-in-list')
    expect((await read(a)).events).toHaveLength(1)
  })

  it('of two that become duplicates of each other at once, at most one does', async () => {
    for (let round = 0; round < 4; round++) {
      const [a, b] = [await open(), await open()]
      const send = (ticket: TicketDto, original: TicketDto) =>
        staff.visitor.send('POST', 'supportTicket.updateStatus', repeats(ticket, original))
      const answers = await Promise.all([send(a, b), send(b, a)])
      const codes = answers.map(({ statusCode }) => statusCode)
      expect([200, 409, 422]).toEqual(expect.arrayContaining(codes))
      expect(codes.filter((code) => code === 200).length).toBeLessThanOrEqual(1)
    }
  })

  it('outlive the ticket that they repeat, and its reference stays in the history', async () => {
    const [original, ticket] = [await open(), await open()]
    await close(ticket, original)
    await staff.visitor.mutate('supportTicket.delete', {
      org: staff.org,
      reference: original.reference,
      expectedVersion: 1,
    })
    const now = await read(ticket)
    expect(now).toMatchObject({ status: 'closed', resolution: 'duplicate' })
    expect(now).not.toHaveProperty('duplicateOf')
    expect(now.events.at(-1)).toMatchObject({ toDuplicateOf: original.reference })
  })

  it('a note is in the history with who and when, and leaves the ticket’s version and date', async () => {
    const ticket = await open()
    const note = `Line one\nline two \u{1F600}${'x'.repeat(9_980)}`
    const noted = await staff.visitor.mutate<TicketDto>('supportTicket.addNote', {
      org: staff.org,
      reference: ticket.reference,
      note,
    })
    expect(noted.events.at(-1)).toEqual({
      id: expect.any(String),
      type: 'noted',
      actor: { kind: 'account', name: 'Ada Lovelace' },
      at: expect.stringMatching(/Z$/),
      note,
    })
    expect({ ...noted, events: [] }).toEqual({ ...ticket, events: [] })
    expect(await read(ticket)).toEqual(noted)
  })

  it('a note of a change is written with it, or not at all', async () => {
    const ticket = await open()
    const change = (expectedVersion: number, status = 'in_progress') => ({
      org: staff.org,
      reference: ticket.reference,
      status,
      note: 'Mine',
      expectedVersion,
    })
    await staff.visitor.mutate('supportTicket.updateStatus', change(1))
    const problem = await staff.visitor.problemOf('mutate', 'supportTicket.updateStatus', change(1, 'open'))
    expect(problem.code).toBe('ticket-changed')
    const { events } = await read(ticket)
    expect(events.map(({ type }) => type)).toEqual(['opened', 'status_changed', 'noted'])
  })

  it.each([
    [{ note: '' }, '/note required'],
    [{ note: '\u200b\n' }, '/note required'],
    [{ note: 'x'.repeat(10_001) }, '/note too-long'],
    [{ note: 1 }, '/note invalid-type'],
    [{ note: 'x', extra: 1 }, '/extra unknown-field'],
  ])('422: a note that is none (%#)', async (part, expected) => {
    const { reference } = await open()
    const input = { org: staff.org, reference, ...part }
    const problem = await staff.visitor.problemOf('mutate', 'supportTicket.addNote', input)
    expect(`${problem.errors?.[0]?.pointer} ${problem.errors?.[0]?.code}`).toBe(expected)
  })

  it('404: a note on a ticket that is gone', async () => {
    const input = { org: staff.org, reference: 'TK-0000-0000', note: 'x' }
    const problem = await staff.visitor.problemOf('mutate', 'supportTicket.addNote', input)
    expect(problem).toMatchObject({ status: 404, code: 'ticket-not-found' })
  })
})
