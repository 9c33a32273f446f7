import { AsyncLocalStorage } from 'node:async_hooks'
import type { StatusesChangeDto, StatusesPreviewDto } from '#shared/ticket-statuses.ts'
import { DashboardVisitor } from '#testkit/staff/dashboard-visitor.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { aroundStatements } from '../../test/around-statements.ts'
import { databases } from '../../test/databases.ts'
import { createServer, signUpStaff, type Staff, type TestServer } from '../../test/factories.ts'
import { startTestApp, type TestApp } from '../../test/harness.ts'
import { insertTickets } from '../../test/insert-tickets.ts'
import { organizationIdOf } from '../../test/organization-id.ts'
import { sendInto } from '../../test/send-into.ts'
import { updateStatus } from '../../test/update-status.ts'

describe.each(databases)('R4.2 changing many tickets while others are opened on $name', ({ url }) => {
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

  const seed = (count: number) => insertTickets(test, server.slug, count)
  const change = (input: object) =>
    staff.visitor.mutate<StatusesChangeDto>('supportTicket.changeStatuses', { org: staff.org, ...input })
  const preview = (input: object) =>
    staff.visitor.query<StatusesPreviewDto>('supportTicket.previewStatuses', { org: staff.org, ...input })
  const update = (reference: string, status: string, rest = {}) =>
    updateStatus(staff, reference, status, rest)
  const setTime = async (reference: string, time: number) => {
    const at = new Date(time)
    const id = await organizationIdOf(test, staff.org)
    const sql =
      'update support_ticket set created_at = ?, updated_at = ? where organization_id = ? and reference = ?'
    await test.orm.em.execute(sql, [at, at, id, reference])
  }
  const byServer = () => ({ filters: { server: server.slug } })

  it('says nothing of tickets that are opened meanwhile', async () => {
    const references = await seed(3)
    const { asOf, aheadTo } = await preview(byServer())
    await new Promise((resolve) => setTimeout(resolve, 2))
    await seed(1)
    const { changed, left } = await change({ ...byServer(), asOf, aheadTo, status: 'in_progress' })
    expect([changed.toSorted(), left]).toEqual([references.toSorted(), []])
  })

  it('names what is opened while the preview counts', async () => {
    const references = await seed(3)
    let isOpened = false
    // Outside of the request, whose statements are counted.
    const open = AsyncLocalStorage.bind(async () => {
      await new Promise((resolve) => setTimeout(resolve, 2))
      references.push(...(await seed(1)))
    })
    aroundStatements({
      before: async (sql) => {
        if (isOpened || !/count.* from support_ticket /s.test(sql)) return
        isOpened = true
        await open()
      },
    })
    const { asOf, aheadTo, counts } = await preview(byServer())
    const { changed, left } = await change({ ...byServer(), asOf, aheadTo, status: 'in_progress' })
    expect([counts.open, changed.toSorted()]).toEqual([4, references.slice(0, 3).toSorted()])
    expect(left).toEqual([{ reference: references[3], code: 'ticket-opened' }])
  })

  it('does not name what is opened ahead of time with the wanted status', async () => {
    const [ahead] = (await seed(1)) as [string]
    await update(ahead, 'closed', { resolution: 'fixed' })
    await setTime(ahead, Date.now() + 3_600_000)
    onTestFinished(() => setTime(ahead, Date.now()))
    const { asOf, aheadTo } = await preview(byServer())
    const { changed, left } = await change({
      ...byServer(),
      asOf,
      aheadTo,
      status: 'closed',
      resolution: 'fixed',
    })
    expect([changed, left]).toEqual([[], []])
  })

  describe('where the clock of who counts is behind', () => {
    const previewBehind = async (input: object) => {
      const behind = await startTestApp(url, {}, () => new Date(Date.now() - 3_000))
      onTestFinished(() => behind.close())
      const visitor = new DashboardVisitor(sendInto(behind.app), 'localhost:3000')
      visitor.takeCookiesOf(staff.visitor)
      const query = { org: staff.org, ...input }
      return visitor.query<StatusesPreviewDto>('supportTicket.previewStatuses', query)
    }

    it('names what was counted and what was opened then, and takes none of it', async () => {
      const references = await seed(3)
      const { asOf, aheadTo, counts } = await previewBehind(byServer())
      expect(counts.open).toBe(3)
      const { changed, left } = await change({ ...byServer(), asOf, aheadTo, status: 'in_progress' })
      const named = references.toSorted().map((reference) => ({ reference, code: 'ticket-opened' }))
      expect([changed, left.toSorted(byReference)]).toEqual([[], named])
    })

    it('takes those that are named, but for what was changed', async () => {
      const [untouched, changed] = (await seed(2)) as [string, string]
      const { asOf } = await previewBehind({ references: [untouched, changed] })
      await update(changed, 'in_progress')
      const answer = await change({
        references: [untouched, changed],
        asOf,
        status: 'closed',
        resolution: 'fixed',
      })
      expect(answer.changed).toEqual([untouched])
      expect(answer.left).toMatchObject([{ reference: changed, code: 'ticket-changed' }])
    })
  })

  it('takes nothing that is opened later, also where one ticket is of a clock far ahead', async () => {
    const year = 365 * 24 * 3_600_000
    const [ahead, other] = (await seed(2)) as [string, string]
    await setTime(ahead, Date.now() + year)
    onTestFinished(() => setTime(ahead, Date.now()))
    const { asOf, aheadTo } = await preview(byServer())
    await new Promise((resolve) => setTimeout(resolve, 2))
    const [late] = (await seed(1)) as [string]
    await update(other, 'closed', { resolution: 'fixed' })
    const { changed, left } = await change({ ...byServer(), asOf, aheadTo, status: 'in_progress' })
    expect(changed).toEqual([])
    expect(left.toSorted(byReference)).toMatchObject(
      [
        { reference: ahead, code: 'ticket-opened' },
        { reference: late, code: 'ticket-opened' },
        { reference: other, code: 'ticket-changed' },
      ].toSorted(byReference),
    )
  })
})

function byReference(one: { reference: string }, other: { reference: string }): number {
  return one.reference < other.reference ? -1 : 1
}
