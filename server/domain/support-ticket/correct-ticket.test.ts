import type { TicketDto } from '#shared/support-ticket.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../../test/databases.ts'
import { createServer, serverSettings, signUpStaff, type Staff } from '../../test/factories.ts'
import { startTestApp, type TestApp } from '../../test/harness.ts'

describe.each(databases)('R2.1 correcting a ticket on $name', ({ url }) => {
  let test: TestApp
  let staff: Staff
  let server: string
  beforeAll(async () => {
    test = await startTestApp(url)
    staff = await signUpStaff(test.app)
    server = (await createServer(staff, { supportToolCategories: ['Bug Report', 'Billing'] })).slug
  })
  afterAll(() => test.close())

  const open = (slug = server) =>
    staff.visitor.mutate<TicketDto>('supportTicket.open', {
      org: staff.org,
      server: slug,
      words: { title: 'Serch fails', description: 'It does.', category: 'Bug Report' },
    })
  const input = ({ reference, version }: TicketDto, corrections: object, expectedVersion = version) => ({
    org: staff.org,
    reference,
    expectedVersion,
    ...corrections,
  })
  const correct = (ticket: TicketDto, corrections: object, expectedVersion?: number) =>
    staff.visitor.mutate<TicketDto>('supportTicket.correct', input(ticket, corrections, expectedVersion))
  const problemOf = (ticket: TicketDto, corrections: object, expectedVersion?: number) =>
    staff.visitor.problemOf('mutate', 'supportTicket.correct', input(ticket, corrections, expectedVersion))

  it('keeps the old and the new value in the history, with who and when', async () => {
    const opened = await open()
    const corrected = await correct(opened, { title: '  Search\nfails ', category: 'Billing' })
    expect(corrected).toMatchObject({
      title: 'Search fails',
      category: 'Billing',
      version: 2,
      status: 'open',
    })
    const changes = corrected.events.slice(1)
    expect(changes.map(({ type, fromText, toText }) => [type, fromText, toText])).toEqual([
      ['title_changed', 'Serch fails', 'Search fails'],
      ['category_changed', 'Bug Report', 'Billing'],
    ])
    for (const { actor, at } of changes) {
      expect([actor, at]).toEqual([{ kind: 'account', name: 'Ada Lovelace' }, corrected.updatedAt])
    }
    const [row] = (await staff.listTickets({ category: 'Billing' })).tickets
    expect(row).toMatchObject({ reference: opened.reference, title: 'Search fails' })
  })

  it('changes one of the two, and leaves the other', async () => {
    const ticket = await correct(await open(), { title: 'Other title' })
    expect(ticket).toMatchObject({ title: 'Other title', category: 'Bug Report' })
    expect((await correct(ticket, { category: 'Billing' })).events.map(({ type }) => type)).toEqual([
      'opened',
      'title_changed',
      'category_changed',
    ])
  })

  it('is a no-op without an event for the values it has already, also from an old version', async () => {
    const opened = await open()
    const corrected = await correct(opened, { title: 'Search fails' })
    for (const same of [{}, { title: ' Search fails' }, { title: 'Search fails', category: 'Bug Report' }]) {
      expect(await correct(opened, same)).toEqual(corrected)
    }
  })

  it('409: somebody else changed it meanwhile, and nothing is written', async () => {
    const ticket = await open()
    await correct(ticket, { title: 'First' })
    expect(await problemOf(ticket, { title: 'Second' })).toMatchObject({
      status: 409,
      code: 'ticket-changed',
    })
    const now = await staff.readTicket(ticket.reference)
    expect([now.title, now.version, now.events.length]).toEqual(['First', 2, 2])
  })

  it('lets one of many corrections at once through, and tells the others', async () => {
    const ticket = await open()
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        staff.visitor.send('POST', 'supportTicket.correct', input(ticket, { title: `Title ${index}` })),
      ),
    )
    const codes = answers.map(({ statusCode }) => String(statusCode)).toSorted()
    expect(codes).toEqual(['200', ...Array(11).fill('409')])
    expect((await staff.readTicket(ticket.reference)).events).toHaveLength(2)
  })

  it('422: a category that is gone, with those that are there; a title with it is not written either', async () => {
    const { slug } = await createServer(staff)
    const ticket = await open(slug)
    const settings = serverSettings({ supportToolCategories: ['Bug', 'Billing'] })
    await staff.visitor.mutate('mcpServer.update', { org: staff.org, slug, settings })
    const problem = await problemOf(ticket, { title: 'New', category: 'Documentation' })
    expect(problem).toMatchObject({
      status: 422,
      code: 'validation-failed',
      errors: [{ pointer: '/category', code: 'not-in-list', allowed: ['Bug', 'Billing'] }],
    })
    expect(await staff.readTicket(ticket.reference)).toEqual(ticket)
    // The ticket's own category is gone too. It is no correction, so it may stay.
    expect(await correct(ticket, { title: 'New', category: 'Bug Report' })).toMatchObject({ title: 'New' })
  })

  it('works after the MCP server was archived', async () => {
    const { slug } = await createServer(staff)
    const ticket = await open(slug)
    await staff.visitor.mutate('mcpServer.archive', { org: staff.org, slug })
    expect(await correct(ticket, { category: 'Other' })).toMatchObject({ category: 'Other' })
  })

  it.each([
    [{ title: '' }, '/title required'],
    [{ title: ' \n ' }, '/title required'],
    [{ title: 'x'.repeat(201) }, '/title too-long'],
    [{ title: null }, '/title invalid-type'],
    [{ category: '' }, '/category required'],
    [{ category: 'x'.repeat(41) }, '/category too-long'],
    [{ category: 'No such' }, '/category not-in-list'],
    [{ expectedVersion: 0 }, '/expectedVersion'],
    [{ description: 'x' }, '/description unknown-field'],
  ])('422: %j', async (change, expected) => {
    const problem = await problemOf(await open(), change)
    expect(problem).toMatchObject({ status: 422, code: 'validation-failed' })
    expect(problem.errors?.map(({ pointer, code }) => `${pointer} ${code}`).join()).toContain(expected)
  })

  it('404: after the ticket was deleted', async () => {
    const ticket = await open()
    await staff.visitor.mutate('supportTicket.delete', input(ticket, {}))
    expect(await problemOf(ticket, { title: 'Late' })).toMatchObject({
      status: 404,
      code: 'ticket-not-found',
    })
    expect(
      await staff.visitor.problemOf('mutate', 'supportTicket.updateStatus', {
        ...input(ticket, {}),
        status: 'open',
      }),
    ).toMatchObject({ status: 404, code: 'ticket-not-found' })
  })
})
