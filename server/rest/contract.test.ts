import { clipText } from '#sdk/wire/text.ts'
import type { Json } from '#sdk/wire/ticket-context.ts'
import { type ErrorCode, ERRORS } from '#shared/error-codes.ts'
import { CONFIG_LIMITS, CONTEXT_LIMITS, TICKET_LIMITS } from '#shared/limits.ts'
import { TICKET_STATUSES } from '#shared/support-ticket.ts'
import { fixture, type Repeated, repeated, unfold } from '#testkit/contract/fixture.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../test/databases.ts'
import { type Desk, type OpenedBody, refusalOf, startDesk, ticketBody } from '../test/sdk-caller.ts'

interface Case<T> {
  name: string
  in: T
  out: T
}

const redactions = fixture<(Case<Json> & { rules: 'value' | 'context' })[]>('redaction')
const contexts = fixture<(Case<unknown> & { maxBytes: number })[]>('context').filter(
  ({ maxBytes }) => maxBytes === CONTEXT_LIMITS.bytes,
)
const captured = fixture<(Case<object> & { from?: string })[]>('captured').map((row) => ({
  ...row,
  in: unfold(row.in),
  out: unfold(row.out),
}))
const fitsBody = (incident: unknown) => Buffer.byteLength(JSON.stringify(incident)) < 60_000
/** An SDK leaves such a member out; on the wire it is an attack. */
const isAttack = (value: unknown) => JSON.stringify(value).includes('"__proto__"')

it('limits.json holds the numbers of the wire contract', () => {
  expect(fixture('limits')).toEqual({ ticket: TICKET_LIMITS, config: CONFIG_LIMITS, context: CONTEXT_LIMITS })
})

const retries = fixture<{ status: number | null; code: string | null; ours?: boolean }[]>('retry')
const platformCodes = retries.filter(({ code, ours }) => ours && code !== null && code in ERRORS)

it.each(platformCodes)('retry.json and the platform agree on the status of $code', ({ status, code }) => {
  expect(ERRORS[code as ErrorCode][0]).toBe(status)
})

it('retry.json knows every code that the platform sends to SDKs', () => {
  const codes = Object.keys(ERRORS)
  // Codes after this one are the dashboard's alone.
  const sent = codes.slice(0, codes.indexOf('service-unavailable') + 1)
  const known = new Set(platformCodes.map(({ code }) => code))
  expect(sent.filter((code) => !known.has(code) && code !== 'ticket-not-found')).toEqual([])
})

it('what the platform sends has the grammar that SDKs check before a model sees it', () => {
  expect(Object.keys(ERRORS).filter((code) => !/^[a-z][a-z0-9-]{0,63}$/.test(code))).toEqual([])
  expect(TICKET_STATUSES.filter((status) => !/^[a-z][a-z_]{0,31}$/.test(status))).toEqual([])
})

describe.each(databases)('R2.2 the contract’s fixtures on $name', ({ url }) => {
  let desk: Desk
  beforeAll(async () => {
    desk = await startDesk(url)
  })
  afterAll(() => desk.close())

  async function openAndRead(body: Record<string, unknown>) {
    const response = await desk.sdk.openTicket(ticketBody(body))
    expect(response.statusCode).toBe(201)
    return desk.readTicket(response.json<OpenedBody>().ticket.reference)
  }

  it('config: the tool’s texts are those of get-support-tool.json', async () => {
    const tool = fixture<{ title: string; description: string }>('get-support-tool')
    const { supportTool } = (await desk.sdk.readConfig()).json()
    expect(supportTool).toMatchObject({ title: tool.title, description: tool.description })
  })

  it.each(
    fixture<{ in: Repeated; words: string; title: string }[]>('text')
      .map((row) => ({ ...row, in: repeated(row.in) }))
      .filter((row) => row.words !== '' && row.in.length <= 4 * TICKET_LIMITS.title),
  )('text $in', async (row) => {
    const ticket = await openAndRead({ title: row.in, description: row.in })
    expect({ title: ticket.title, words: ticket.description }).toEqual({ title: row.title, words: row.words })
  })

  it.each(redactions.filter(({ rules }) => rules === 'value'))('words: $name', async (row) => {
    const { description } = await openAndRead({ description: row.in })
    expect(description).toBe(clipText(row.out as string, 'words', TICKET_LIMITS.description))
  })

  it.each(redactions.filter(({ rules, in: value }) => rules === 'context' && !isAttack(value)))(
    'redaction of the context: $name',
    async (row) => {
      const { context } = await openAndRead({ context: { incident: { tool: 't', arguments: row.in } } })
      expect(context?.incident?.arguments).toEqual(row.out)
    },
  )

  it.each(contexts.filter(({ in: context }) => !isAttack(context)))('context: $name', async (row) => {
    const { context } = await openAndRead({ context: row.in })
    expect(context ?? {}).toEqual(row.out)
  })

  it.each(captured.filter(({ from, in: incident }) => from !== 'host' && fitsBody(incident)))(
    'captured: $name',
    async (row) => {
      const { context } = await openAndRead({ context: { incident: row.in } })
      expect(context).toEqual({ incident: row.out })
    },
  )

  it.each([...redactions, ...contexts].filter(({ in: value }) => isAttack(value)))(
    '400: $name',
    async (row) => {
      expect(refusalOf(await desk.sdk.openTicket(ticketBody({ context: row.in })))).toBe(
        '400 invalid-request',
      )
    },
  )
})
