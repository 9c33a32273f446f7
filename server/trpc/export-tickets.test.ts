import type { AuditLogPageDto } from '#shared/audit-log.ts'
import type { CreatedAccessTokenDto } from '#shared/access-token.ts'
import type { Problem } from '#shared/error-codes.ts'
import type { ExportedTicketDto } from '#shared/privacy.ts'
import type { TicketDto } from '#shared/support-ticket.ts'
import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { aroundStatements } from '../test/around-statements.ts'
import { databases } from '../test/databases.ts'
import { download } from '../test/download.ts'
import { createServer, signUpStaff, type Staff, type TestServer } from '../test/factories.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { insertTickets } from '../test/insert-tickets.ts'
import { organizationIdOf } from '../test/organization-id.ts'
import { listen } from '../test/raw-http.ts'

const HOSTILE = '=HYPERLINK("http://evil.example";"x")\n"quoted", and 日本語 שלום'

describe.each(databases)('an export on $name', ({ url }) => {
  let test: TestApp
  let port: number
  let staff: Staff
  let server: TestServer
  let pages = 0
  beforeAll(async () => {
    const observe = (sql: string) => {
      if (sql.startsWith('select t.reference, t.description')) pages++
    }
    test = await startTestApp(url, {}, undefined, observe)
    port = await listen(test.app)
    staff = await signUpStaff(test.app)
    server = await createServer(staff)
  })
  afterAll(() => test.close())

  const ask = (query: Record<string, string>, who: Staff = staff) =>
    download(port, { org: who.org, ...query }, { cookie: who.visitor.cookie! })
  const problemOf = async (query: Record<string, string>, headers: Record<string, string>) => {
    const answer = await download(port, { org: staff.org, format: 'csv', ...query }, headers)
    return `${answer.status} ${(JSON.parse(await answer.text()) as Problem).code}`
  }
  const open = (title: string, description: string, email?: string) =>
    staff.visitor.mutate<TicketDto>('supportTicket.open', {
      org: staff.org,
      server: server.slug,
      words: { title, description, category: 'Other', ...(email && { email }) },
    })

  it('has each ticket of the filter once, in the order of the list', async () => {
    const many = await createServer(staff)
    const references = await insertTickets(test, many.slug, 120, (index) => (index % 2 ? 'open' : 'closed'))
    const filters = JSON.stringify({ server: many.slug, status: ['open'] })
    const expected = references.filter((_, index) => index % 2)
    for (const order of ['newest', 'oldest']) {
      const answer = await ask({ format: 'jsonl', filters, order })
      expect(answer.response.headers).toMatchObject({
        'content-type': 'application/jsonl; charset=utf-8',
        'cache-control': 'no-store',
      })
      expect(referencesOf(await answer.text())).toEqual(order === 'oldest' ? expected : expected.toReversed())
    }
  })

  // By so many milliseconds is the last of them dated ahead.
  it.each([0, 5_000, 365 * 24 * 3_600_000])(
    'has nothing that is opened while it is read (%i)',
    async (ahead) => {
      const busy = await createServer(staff)
      const references = await insertTickets(test, busy.slug, 120)
      const setTime = async (time: number) => {
        const id = await organizationIdOf(test, staff.org)
        const sql = 'update support_ticket set created_at = ? where organization_id = ? and reference = ?'
        await test.orm.em.execute(sql, [new Date(time), id, references.at(-1)])
      }
      await setTime(Date.now() + ahead)
      onTestFinished(() => setTime(Date.now()))
      // It is the test that writes, and not the request.
      const openOne = AsyncLocalStorage.bind(() => insertTickets(test, busy.slug, 1))
      aroundStatements({
        after: async (sql) => {
          if (!sql.startsWith('select t.reference, t.description')) return
          await sleep(2)
          await openOne()
        },
      })
      const filters = JSON.stringify({ server: busy.slug })
      const answer = await ask({ format: 'jsonl', filters, order: 'oldest' })
      expect(referencesOf(await answer.text())).toEqual(references)
    },
  )

  // Of more than a thousand, not all are remembered by name.
  it.each([3, 1_100])('has all that is there, also of a process whose clock is ahead (%i)', async (count) => {
    const many = await createServer(staff)
    const references = await insertTickets(test, many.slug, count)
    const behind = await startTestApp(url, {}, () => new Date(Date.now() - 3_600_000))
    onTestFinished(() => behind.close())
    const filters = JSON.stringify({ server: many.slug })
    const query = { org: staff.org, format: 'jsonl', order: 'oldest', filters }
    const answer = await download(await listen(behind.app), query, { cookie: staff.visitor.cookie! })
    expect(referencesOf(await answer.text())).toEqual(references)
  })

  it('keeps the exact text in JSON Lines, and no formula in CSV', async () => {
    const { reference } = await open(`+1 ${HOSTILE.slice(0, 20)}`, HOSTILE, 'ana@example.com')
    await staff.visitor.mutate('supportTicket.addNote', { org: staff.org, reference, note: 'SECRET NOTE' })
    const filters = JSON.stringify({ query: reference })
    const exact = await (await ask({ format: 'jsonl', filters })).text()
    expect(JSON.parse(exact)).toMatchObject({
      reference,
      description: HOSTILE,
      reporter: { kind: 'email', email: 'ana@example.com' },
    })
    const answer = await ask({ format: 'csv', filters })
    expect(answer.response.headers['content-disposition']).toMatch(
      new RegExp(`^attachment; filename="tickets-${staff.org}-\\d{4}-\\d\\d-\\d\\d\\.csv"$`),
    )
    const csv = await answer.text()
    expect(csv.startsWith('\uFEFF"reference","title","description",')).toBe(true)
    const [, row] = readCsv(csv.slice(1))
    expect(row?.slice(0, 3)).toEqual([
      reference,
      `'+1 ${HOSTILE.slice(0, 20)}`,
      `'=HYPERLINK("http://evil.example";"x")\n"quoted", and 日本語 שלום`,
    ])
    expect(csv + exact).not.toContain('SECRET')
  })

  it('is in the audit log, without the values of the filters', async () => {
    await (await ask({ format: 'csv', filters: JSON.stringify({ email: 'canary@example.com' }) })).text()
    const log = await staff.visitor.query<AuditLogPageDto>('organization.auditLog', { org: staff.org })
    expect(log.entries[0]).toMatchObject({
      action: 'tickets-exported',
      subject: staff.org,
      details: { format: 'csv', filters: 'email' },
    })
    expect(JSON.stringify(log)).not.toContain('canary')
  })

  it('is for members and for access tokens that read tickets', async () => {
    const other = await signUpStaff(test.app)
    const cookie = other.visitor.cookie!
    expect(await problemOf({}, {})).toBe('401 not-signed-in')
    expect(await problemOf({}, { cookie })).toBe('404 organization-not-found')
    expect(await problemOf({ org: 'ü' }, { cookie })).toBe('404 organization-not-found')
    expect(await problemOf({}, { cookie, 'sec-fetch-site': 'same-site' })).toBe('403 cross-site-request')
    const make = (scopes: string[]) =>
      staff.visitor.mutate<CreatedAccessTokenDto>('accessToken.create', { org: staff.org, name: 't', scopes })
    const reading = { authorization: `Bearer ${(await make(['tickets:read'])).secret}` }
    expect((await download(port, { org: staff.org, format: 'csv' }, reading)).status).toBe(200)
    const others = { authorization: `Bearer ${(await make(['servers:read'])).secret}` }
    expect(await problemOf({}, others)).toBe('403 insufficient-scope')
    expect(await problemOf({}, { ...reading, cookie })).toBe('400 invalid-request')
  })

  it.each([
    [{ format: 'xlsx' }, '422 validation-failed'],
    [{ filters: '{' }, '422 validation-failed'],
    [{ filters: '{"colour":"red"}' }, '422 validation-failed'],
    [{ filters: '[]' }, '422 validation-failed'],
    [{ order: 'random' }, '422 validation-failed'],
    [{ page: '2' }, '422 validation-failed'],
  ])('refuses %j', async (query, refusal) => {
    expect(await problemOf(query, { cookie: staff.visitor.cookie! })).toBe(refusal)
  })

  it('reads as the client takes it, ends when the client leaves, and runs twice at once at most', async () => {
    const large = await createServer(staff)
    await insertTickets(test, large.slug, 2_000)
    const id = (
      await test.orm.em.execute<{ id: string; organization_id: string }[]>(
        'select id, organization_id from mcp_server where slug = ?',
        [large.slug],
      )
    )[0]!
    await test.orm.em.execute(
      'update support_ticket set description = ? where organization_id = ? and mcp_server_id = ?',
      ['x'.repeat(10_000), id.organization_id, id.id],
    )
    const query = { format: 'csv', filters: JSON.stringify({ server: large.slug }) }
    pages = 0
    const [one, two] = [await ask(query), await ask(query)]
    expect([one.status, two.status]).toEqual([200, 200])
    const third = await ask(query)
    expect(third.status).toBe(429)
    expect(third.response.headers['retry-after']).toBe('10')
    expect(await third.text()).toContain('quota-exceeded')
    one.leave()
    await expect
      .poll(async () => (await ask({ ...query, filters: '{"query":"TK-0000-0000"}' })).status)
      .toBe(200)
    // One that nobody reads and one that was left read a part of their 40 pages each.
    expect(pages).toBeLessThan(75)
    const whole = await two.text()
    expect(whole.length).toBeGreaterThan(20_000_000)
    expect(whole.endsWith('"\r\n')).toBe(true)
  })
})

function referencesOf(lines: string): string[] {
  return lines
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as ExportedTicketDto).reference)
}

/** RFC 4180. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, field, end] of text.matchAll(/"((?:[^"]|"")*)"(,|\r\n)/g)) {
    rows.at(-1)!.push(field!.replaceAll('""', '"'))
    if (end !== ',') rows.push([])
  }
  return rows
}
