/*
 * What a request may cost before it is refused, by the text that is looked at: each captured text is normalised once before
 * it is redacted.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { buildApp } from '../app.ts'
import { databases } from '../test/databases.ts'
import { createServer } from '../test/factories.ts'
import { type Desk, refusalOf, SdkCaller, startDesk, ticketBody } from '../test/sdk-caller.ts'

/** Text of ASCII alone is in its normal form already. */
const CANARY = 'captured canäry'
const context = { incident: { tool: 't', arguments: { note: CANARY }, error: { message: CANARY } } }

describe.each(databases)('work is bounded before it is done on $name', ({ url }) => {
  let desk: Desk
  beforeAll(async () => {
    desk = await startDesk(url)
  })
  afterAll(() => desk.close())
  afterEach(() => {
    vi.restoreAllMocks()
  })

  const watchNormalising = () => {
    const normalize = vi.spyOn(String.prototype, 'normalize')
    return {
      texts: () => normalize.mock.contexts.map(String),
      captured: () => normalize.mock.contexts.filter((text) => String(text) === CANARY).length,
    }
  }

  it('each text of a context is looked at once, when the ticket is written', async () => {
    const watched = watchNormalising()
    expect((await desk.sdk.openTicket(ticketBody({ context }))).statusCode).toBe(201)
    expect(watched.captured()).toBe(2)
  })

  it('words that are refused cost no look at the context', async () => {
    const watched = watchNormalising()
    const refused = await desk.sdk.openTicket(ticketBody({ title: 'x'.repeat(201), context }))
    expect(refusalOf(refused)).toBe('422 validation-failed')
    expect(watched.captured()).toBe(0)
  })

  it('nor does a replay, nor a key that is used for other words', async () => {
    const headers = { 'idempotency-key': `v1_${'7'.repeat(64)}` }
    expect((await desk.sdk.openTicket(ticketBody(), headers)).statusCode).toBe(201)
    const watched = watchNormalising()
    const replayed = await desk.sdk.openTicket(ticketBody({ context }), headers)
    expect(replayed.json()).toMatchObject({ duplicate: true })
    const reused = await desk.sdk.openTicket(ticketBody({ title: 'Another', context }), headers)
    expect(refusalOf(reused)).toBe('422 idempotency-key-reused')
    expect(watched.captured()).toBe(0)
  })

  it('nor does a post over the quota', async () => {
    const config = { ...desk.config, quotas: { ...desk.config.quotas, serverPerMinute: 1 } }
    const app = await buildApp({ config, orm: desk.orm })
    const sdk = new SdkCaller(app, await createServer(desk.staff))
    expect((await sdk.openTicket(ticketBody())).statusCode).toBe(201)
    const watched = watchNormalising()
    expect(refusalOf(await sdk.openTicket(ticketBody({ context })))).toBe('429 quota-exceeded')
    expect(watched.captured()).toBe(0)
    await app.close()
  })

  it('combining marks in an e-mail address are refused unread, without an account', async () => {
    const watched = watchNormalising()
    const email = `a${'\u0315\u0300'.repeat(15_500)}`
    const problem = await desk.staff.visitor.problemOf('mutate', 'account.signIn', { email, password: 'x' })
    expect(problem).toMatchObject({
      code: 'validation-failed',
      errors: [{ pointer: '/email', code: 'too-long' }],
    })
    expect(watched.texts()).toEqual([])
  })

  it('combining marks in a context are shortened before they are normalised', async () => {
    const watched = watchNormalising()
    const marks = `a${'\u0315\u0300'.repeat(2_000)}`
    const incident = { tool: 't', arguments: [marks, marks, marks], error: { message: marks, stack: marks } }
    expect((await desk.sdk.openTicket(ticketBody({ context: { incident } }))).statusCode).toBe(201)
    expect(watched.texts().filter((text) => /\p{M}{31}/u.test(text))).toEqual([])
  })
})
