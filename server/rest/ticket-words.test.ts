import type { TicketDto } from '#shared/support-ticket.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../test/databases.ts'
import { type Desk, type OpenedBody, problemOf, startDesk, ticketBody } from '../test/sdk-caller.ts'

describe.each(databases)('R2.2 the words of a ticket on $name', ({ url }) => {
  let desk: Desk
  beforeAll(async () => {
    desk = await startDesk(url)
  })
  afterAll(() => desk.close())

  async function openAndRead(body: Record<string, unknown>): Promise<TicketDto> {
    const response = await desk.sdk.openTicket(body)
    expect(response.statusCode).toBe(201)
    return desk.readTicket(response.json<OpenedBody>().ticket.reference)
  }

  async function fieldErrorsOf(body: unknown): Promise<string[]> {
    const { errors = [] } = problemOf(await desk.sdk.openTicket(body))
    return errors.map(({ pointer, code }) => `${pointer} ${code}`)
  }

  describe('limits count code points after normalisation', () => {
    const emoji = (count: number) => '😀'.repeat(count)
    const address = (length: number) => {
      const domain = `@${'d'.repeat(60)}.${'e'.repeat(60)}.test`
      return `${'a'.repeat(length - domain.length)}${domain}`
    }

    it.each([
      ['title', 1, 'x'],
      ['title', 199, emoji(199)],
      ['title', 200, emoji(200)],
      ['title', 200, ` \t\n${'x'.repeat(200)}\n `],
      ['description', 1, 'x'],
      ['description', 9_999, emoji(9_999)],
      ['description', 10_000, emoji(10_000)],
      ['description', 10_000, `\u0000${'e\u0301'.repeat(10_000)}`],
    ])('201: %s of %i', async (field, length, text) => {
      const ticket = await openAndRead(ticketBody({ [field]: text }))
      expect(Array.from(ticket[field as 'title'])).toHaveLength(length)
    })

    it.each([253, 254])('201: email of %i', async (length) => {
      const ticket = await openAndRead(ticketBody({ email: address(length) }))
      expect(ticket.reporter).toEqual({ kind: 'email', email: address(length) })
    })

    it.each([
      ['title', 'too-long', emoji(201)],
      ['description', 'too-long', 'x'.repeat(10_001)],
      ['category', 'too-long', 'x'.repeat(41)],
      ['email', 'too-long', address(255)],
      ['title', 'required', ''],
      ['title', 'required', ' \t\r\n\u0000'],
      ['description', 'required', '\u0007'],
      ['category', 'required', ''],
      ['category', 'not-in-list', 'bug report'],
      ['category', 'not-in-list', 'x'.repeat(40)],
      ['email', 'invalid-format', 'nobody'],
      ['email', 'invalid-format', 'a@b, c@d.test'],
      ['email', 'invalid-format', 'a@b.test\nbcc: c@d.test'],
    ])('422: %s %s', async (field, code, text) => {
      expect(await fieldErrorsOf(ticketBody({ [field]: text }))).toEqual([`/${field} ${code}`])
    })
  })

  it.each(['title', 'description', 'category'])('422: %s is required', async (field) => {
    expect(await fieldErrorsOf(ticketBody({ [field]: undefined }))).toContain(`/${field} required`)
  })

  it.each([
    ['title', 42],
    ['description', ['x']],
    ['category', { a: 1 }],
    ['email', null],
    ['title', null],
    ['description', true],
  ])('422: %s of another type (%j)', async (field, value) => {
    expect(await fieldErrorsOf(ticketBody({ [field]: value }))).toContain(`/${field} invalid-type`)
  })

  it.each([
    ['NUL and controls', 'a\u0000b\u0007c\u001bd\u007fe', 'abcde'],
    ['lone surrogates', 'a\ud83db', 'a\ufffdb'],
    ['right-to-left', '\u202eשלום עולם\u202c', '\u202eשלום עולם\u202c'],
    ['emoji with joiners', '👩‍👩‍👧‍👦 🇩🇪', '👩‍👩‍👧‍👦 🇩🇪'],
    ['composition', 'cafe\u0301', 'café'],
    ['SQL', "'; drop table support_ticket; --", "'; drop table support_ticket; --"],
    ['markup', '<script>alert(1)</script>', '<script>alert(1)</script>'],
  ])('201: %s survive as text', async (_what, sent, kept) => {
    const ticket = await openAndRead(ticketBody({ title: sent, description: sent }))
    expect([ticket.title, ticket.description]).toEqual([kept, kept])
  })

  it('201: secrets in the words are redacted, forged marks are rewritten', async () => {
    const ticket = await openAndRead(
      ticketBody({ title: 'Bearer abc.DEF-123456 fails', description: 'see ⟦secret⟧ and ⟦redacted:jwt⟧' }),
    )
    expect(ticket.title).toBe('Bearer ⟦redacted:bearer⟧ fails')
    expect(ticket.description).toBe('see [[secret]] and ⟦redacted:jwt⟧')
  })

  it('201: a title that redaction made longer still fits', async () => {
    const ticket = await openAndRead(ticketBody({ title: '⟦'.repeat(200) }))
    expect(Array.from(ticket.title).length).toBeLessThanOrEqual(200)
    expect(ticket.title).toMatch(/^\[+⟦cut:chars:\d+⟧$/)
  })
})
