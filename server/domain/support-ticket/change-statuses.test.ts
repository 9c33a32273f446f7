import type { TicketDto } from '#shared/support-ticket.ts'
import type { StatusesChangeDto, StatusesPreviewDto } from '#shared/ticket-statuses.ts'
import type { NeighboursDto } from '#shared/ticket-neighbours.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { databases } from '../../test/databases.ts'
import { createServer, signUpStaff, type Staff, type TestServer } from '../../test/factories.ts'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { insertTickets } from '../../test/insert-tickets.ts'
import { updateStatus } from '../../test/update-status.ts'

describe.each(databases)('R4.2 changing many tickets on $name', ({ url }) => {
  let test: TestApp
  let staff: Staff
  let server: TestServer
  beforeAll(async () => {
    test = await startTestApp(url)
    staff = await signUpStaff(test.app)
  })
  // The tickets of each test are of a server of its own.
  beforeEach(async () => {
    server = await createServer(staff)
  })
  afterAll(() => test.close())

  const seed = (count: number, status?: (index: number) => string) =>
    insertTickets(test, server.slug, count, status)
  const change = (input: object, who = staff) =>
    who.visitor.mutate<StatusesChangeDto>('supportTicket.changeStatuses', { org: who.org, ...input })
  const undo = (operation: string, cursor?: string) =>
    staff.visitor.mutate<StatusesChangeDto>('supportTicket.undoStatuses', {
      org: staff.org,
      operation,
      ...(cursor !== undefined && { cursor }),
    })
  const read = (reference: string) =>
    staff.visitor.query<TicketDto>('supportTicket.get', { org: staff.org, reference })
  const preview = (input: object) =>
    staff.visitor.query<StatusesPreviewDto>('supportTicket.previewStatuses', { org: staff.org, ...input })
  const update = (reference: string, status: string, rest = {}) =>
    updateStatus(staff, reference, status, rest)
  const byServer = () => ({ filters: { server: server.slug } })

  it('changes those named, each with its row of the history', async () => {
    const references = await seed(120)
    const answer = await change({ references, status: 'closed', resolution: 'wont-fix' })
    expect(answer).toEqual({
      operation: expect.any(String),
      changed: expect.any(Array),
      unchanged: 0,
      left: [],
    })
    expect(answer.changed.toSorted()).toEqual(references.toSorted())
    const ticket = await read(references[7]!)
    expect(ticket).toMatchObject({ status: 'closed', resolution: 'wont-fix', version: 2 })
    expect(ticket.events.at(-1)).toMatchObject({
      type: 'status_changed',
      actor: { name: 'Ada Lovelace' },
      from: 'open',
      to: 'closed',
      toText: 'wont-fix',
      operation: answer.operation,
    })
  })

  it('sent again, changes nothing twice', async () => {
    const references = await seed(3)
    const { operation } = await change({ references, status: 'in_progress' })
    const again = await change({ references, status: 'in_progress', operation })
    expect(again).toEqual({ operation, changed: [], unchanged: 3, left: [] })
    expect((await read(references[0]!)).events).toHaveLength(1)
  })

  it('leaves what is gone, what is another organization’s, and what somebody changed meanwhile, and says so', async () => {
    const [mine, changed] = (await seed(2)) as [string, string]
    const { asOf } = await preview({ references: [mine, changed] })
    await update(changed, 'in_progress')
    const others = await signUpStaff(test.app)
    const [foreign] = await insertTickets(test, (await createServer(others)).slug, 1)
    const answer = await change({
      references: [mine, changed, foreign, 'TK-0000-0000', mine],
      asOf,
      status: 'closed',
      resolution: 'fixed',
    })
    expect(answer.changed).toEqual([mine])
    expect(answer.left).toEqual([
      { reference: changed, code: 'ticket-changed', changedBy: 'Ada Lovelace' },
      { reference: foreign, code: 'ticket-not-found' },
      { reference: 'TK-0000-0000', code: 'ticket-not-found' },
    ])
    const untouched = await others.visitor.query<TicketDto>('supportTicket.get', {
      org: others.org,
      reference: foreign,
    })
    expect([untouched.status, untouched.version]).toEqual(['open', 1])
  })

  it('undo gives each ticket its own status and resolution of before, and leaves what changed since', async () => {
    const [open, working, fixed, since] = (await seed(4, (index) =>
      index === 1 ? 'in_progress' : 'open',
    )) as [string, string, string, string]
    await update(fixed, 'closed', { resolution: 'duplicate', duplicateOf: open })
    const references = [open, working, since]
    const first = await change({ references, status: 'closed', resolution: 'by-design' })
    const second = await change({ references: [fixed], status: 'in_progress', operation: first.operation })
    expect(second.operation).toBe(first.operation)
    await update(since, 'open')
    const undone = await undo(first.operation)
    expect(undone.changed.toSorted()).toEqual([open, working, fixed].toSorted())
    expect(undone.left).toEqual([{ reference: since, code: 'ticket-changed', changedBy: 'Ada Lovelace' }])
    expect(await read(open)).toMatchObject({ status: 'open' })
    expect(await read(open)).not.toHaveProperty('resolution')
    expect(await read(working)).toMatchObject({ status: 'in_progress' })
    expect(await read(fixed)).toMatchObject({ status: 'closed', resolution: 'duplicate', duplicateOf: open })
    expect((await undo(first.operation)).changed).toEqual([])
    const redone = await undo(undone.operation)
    expect(redone.changed).toHaveLength(3)
    expect(await read(open)).toMatchObject({ status: 'closed', resolution: 'by-design' })
  })

  it('undoes the change of one ticket by what its history names', async () => {
    const [reference] = (await seed(1)) as [string]
    const { events } = await update(reference, 'closed', { resolution: 'fixed', note: 'Restarted' })
    const change = events.find(({ type }) => type === 'status_changed')!
    await undo(change.operation!)
    const now = await read(reference)
    expect(now.status).toBe('open')
    expect(now.events.map(({ type }) => type)).toEqual(['status_changed', 'noted', 'status_changed'])
  })

  it('404: undoes nothing that is not there', async () => {
    const input = { org: staff.org, operation: '0193a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b' }
    const problem = await staff.visitor.problemOf('mutate', 'supportTicket.undoStatuses', input)
    expect(problem).toMatchObject({ status: 404, code: 'operation-not-found' })
  })

  it('walks all that match in steps, without exceptions and what is newer, and undoes them in steps', async () => {
    const references = await seed(430, (index) => (index % 10 === 0 ? 'closed' : 'open'))
    const except = references.slice(11, 13)
    const selection = { filters: { server: server.slug, status: 'open' }, except }
    const { asOf, counts } = await preview(selection)
    expect(counts).toEqual({ open: 385, in_progress: 0, closed: 0 })
    await new Promise((resolve) => setTimeout(resolve, 2))
    const [late] = (await insertTickets(test, server.slug, 1)) as [string]
    const changed: string[] = []
    let answer: StatusesChangeDto | undefined
    let steps = 0
    do {
      answer = await change({
        ...selection,
        asOf,
        status: 'closed',
        resolution: 'cannot-reproduce',
        ...(answer && { operation: answer.operation, cursor: answer.next }),
      })
      expect(answer.changed.length).toBeLessThanOrEqual(200)
      changed.push(...answer.changed)
      steps++
    } while (answer.next)
    expect([changed.length, new Set(changed).size, steps]).toEqual([385, 385, 2])
    expect(changed).not.toContain(late)
    expect((await preview(byServer())).counts).toEqual({ open: 3, in_progress: 0, closed: 428 })

    let undone: StatusesChangeDto | undefined
    let total = 0
    do {
      undone = await undo(answer.operation, undone?.next)
      total += undone.changed.length
    } while (undone.next)
    expect(total).toBe(385)
    expect((await preview(byServer())).counts).toEqual({ open: 388, in_progress: 0, closed: 43 })
  })

  it('finds the tickets before and after one in the filtered list, also when it matches no more', async () => {
    const references = await seed(5, (index) => (index === 3 ? 'closed' : 'open'))
    const neighbours = (reference: string, filters: object) =>
      staff.visitor.query<NeighboursDto>('supportTicket.neighbours', {
        org: staff.org,
        reference,
        filters: { server: server.slug, ...filters },
      })
    const [oldest, , third, closed, newest] = references as [string, string, string, string, string]
    expect(await neighbours(closed, {})).toEqual({ newer: newest, older: third, place: 2, total: 5 })
    expect(await neighbours(closed, { status: 'open' })).toEqual({ newer: newest, older: third, total: 4 })
    expect(await neighbours(newest, {})).toMatchObject({ place: 1, older: closed })
    expect(await neighbours(newest, {})).not.toHaveProperty('newer')
    expect(await neighbours(oldest, {})).not.toHaveProperty('older')
    expect(await neighbours(oldest, { server: 'no-such-server' })).toEqual({ total: 0 })
  })

  it.each([
    [{}, '/references required'],
    [{ references: [] }, '/references required'],
    [{ references: Array.from({ length: 201 }, () => 'TK-0000-0000') }, '/references too-long'],
    [{ references: ['TK-1'] }, '/references/0 invalid-format'],
    [{ references: ['TK-0000-0000'], filters: {} }, '/filters not-allowed'],
    [{ references: ['TK-0000-0000'], except: [] }, '/except not-allowed'],
    [{ filters: {}, status: 'closed' }, '/resolution required'],
    [{ filters: {}, resolution: 'fixed' }, '/resolution not-allowed'],
    [{ filters: {}, status: 'closed', resolution: 'duplicate' }, '/resolution not-in-list'],
    [{ filters: {}, asOf: 'yesterday' }, '/asOf invalid-format'],
    [{ filters: {}, aheadTo: 'soon' }, '/aheadTo invalid-format'],
    [{ filters: {}, cursor: 'x' }, '/cursor invalid-format'],
    [{ filters: {}, operation: 'x' }, '/operation invalid-format'],
    [{ filters: { colour: 'red' } }, '/filters/colour unknown-field'],
  ])('422: %#', async (input, expected) => {
    const problem = await staff.visitor.problemOf('mutate', 'supportTicket.changeStatuses', {
      org: staff.org,
      status: 'in_progress',
      ...input,
    })
    expect(problem.errors?.map(({ pointer, code }) => `${pointer} ${code}`).join()).toContain(expected)
  })
})
