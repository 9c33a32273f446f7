import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../test/databases.ts'
import { serverSettings } from '../test/factories.ts'
import { type Desk, type OpenedBody, startDesk, ticketBody } from '../test/sdk-caller.ts'

const CONTEXT = {
  correlation: 'incident-id',
  incident: {
    id: 'inc_xs5q0f1j80gc4fr6',
    tool: 'search_orders',
    outcome: 'tool-error',
    startedAt: '2026-11-23T10:12:13.456Z',
    durationMs: 812,
    requestId: '17',
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    arguments: { query: '1042', apiKey: '⟦redacted:key⟧' },
    result: { content: [{ type: 'text', text: 'upstream 500, sent Bearer ⟦redacted:bearer⟧' }] },
    error: {
      name: 'UpstreamError',
      message: 'upstream 500',
      code: -32603,
      stack: 'at search ⟦cut:chars:1843⟧',
    },
    failure: {
      class: 'reliability',
      code: 'upstream_timeout',
      retryable: true,
      correlationId: 'req_7f3k9q2m',
    },
  },
  trail: [{ tool: 'list_orders', outcome: 'ok', durationMs: 40, at: '2026-11-23T10:11:58.020Z' }],
  client: { name: 'claude-code', version: '2.1.258', capabilities: ['elicitation.form', 'roots'] },
  server: { name: 'acme-search', version: '3.1.0' },
  sdk: { name: 'mcp-obs-typescript', version: '0.1.0', language: 'typescript', runtime: 'node/24.21.0' },
  transport: 'streamable-http',
}

describe.each(databases)('R1.3 the context of a ticket on $name', ({ url }) => {
  let desk: Desk
  beforeAll(async () => {
    desk = await startDesk(url)
  })
  afterAll(() => desk.close())

  async function contextAfter(context: unknown, words: Record<string, unknown> = {}) {
    const response = await desk.sdk.openTicket(ticketBody({ ...words, context }))
    expect(response.statusCode).toBe(201)
    return (await desk.readTicket(response.json<OpenedBody>().ticket.reference)).context
  }

  it('what an SDK has redacted and bounded is kept as it is', async () => {
    expect(await contextAfter(CONTEXT)).toEqual(CONTEXT)
  })

  it('the ticket links to the trace, where the server says how', async () => {
    const opened = await desk.sdk.openTicket(ticketBody({ title: 'Traced', context: CONTEXT }))
    const { reference } = opened.json<OpenedBody>().ticket
    expect(await desk.readTicket(reference)).not.toHaveProperty('traceUrl')
    const save = (traceUrl: string | null) =>
      desk.staff.visitor.mutate('mcpServer.update', {
        org: desk.staff.org,
        slug: desk.server.slug,
        settings: serverSettings({ traceUrl }),
      })
    await save('https://traces.example.com/{traceId}?same={traceId}')
    const { traceId } = CONTEXT.incident
    expect((await desk.readTicket(reference)).traceUrl).toBe(
      `https://traces.example.com/${traceId}?same=${traceId}`,
    )
    const other = await desk.sdk.openTicket(
      ticketBody({ title: 'Untraced', context: { incident: { ...CONTEXT.incident, traceId: '../x' } } }),
    )
    const untraced = await desk.readTicket(other.json<OpenedBody>().ticket.reference)
    expect(untraced.context?.incident).not.toHaveProperty('traceId')
    expect(untraced).not.toHaveProperty('traceUrl')
    await save(null)
  })

  it('what nobody redacted is redacted before it is stored', async () => {
    const context = await contextAfter({
      incident: {
        tool: 'login',
        arguments: { password: 'hunter2', url: 'mysql://root:hunter2@db/app', note: '⟦forged⟧' },
        error: {
          message: 'sent Bearer abc.DEF-123456',
          stack: 'token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln',
        },
      },
    })
    expect(context?.incident).toEqual({
      tool: 'login',
      arguments: {
        password: '⟦redacted:key⟧',
        url: 'mysql://⟦redacted:url-userinfo⟧@db/app',
        note: '[[forged]]',
      },
      error: { message: 'sent Bearer ⟦redacted:bearer⟧', stack: 'token ⟦redacted:jwt⟧' },
    })
  })

  it.each([
    [null],
    ['text'],
    [42],
    [[]],
    [[CONTEXT]],
    [{}],
    [{ unknown: 1 }],
    [{ incident: 'x', trail: {} }],
  ])('another type is dropped and costs nothing (%j)', async (context) => {
    expect(await contextAfter(context)).toBeUndefined()
  })

  it('unknown parts and parts of the wrong type are dropped one by one', async () => {
    const context = await contextAfter({
      future: { x: 1 },
      correlation: 'a-new-one',
      incident: {
        tool: 'search',
        durationMs: -1,
        startedAt: 'yesterday',
        traceId: 'zz',
        mood: 'bad',
        error: 7,
      },
      trail: ['x', { tool: 'a', outcome: 'ok', arguments: { secret: 1 } }, { tool: 1 }],
    })
    expect(context).toEqual({
      correlation: 'a-new-one',
      incident: { tool: 'search' },
      trail: [{ tool: 'a', outcome: 'ok' }],
    })
  })

  it('too much is cut and marked, never refused', async () => {
    const context = await contextAfter({
      incident: {
        tool: 't'.repeat(200),
        arguments: {
          long: 'x'.repeat(3_000),
          list: Array.from({ length: 60 }, (_, i) => i),
          deep: { a: { b: { c: { d: { e: { f: 1 } } } } } },
        },
        error: { stack: 's'.repeat(9_000) },
      },
      trail: Array.from({ length: 30 }, (_, i) => ({ tool: `t${i}`, outcome: 'ok' })),
    })
    expect(context).toEqual({
      incident: {
        tool: `${'t'.repeat(128)}⟦cut:chars:72⟧`,
        arguments: {
          long: `${'x'.repeat(2_048)}⟦cut:chars:952⟧`,
          list: [...Array.from({ length: 50 }, (_, i) => i), '⟦cut:items:10⟧'],
          deep: { a: { b: { c: { d: { e: '⟦cut:depth⟧' } } } } },
        },
        error: { stack: `${'s'.repeat(8_192)}⟦cut:chars:808⟧` },
      },
      trail: Array.from({ length: 20 }, (_, i) => ({ tool: `t${i + 10}`, outcome: 'ok' })),
    })
  })

  it('shrinks beside a long description', async () => {
    const incident = { tool: 'x', result: Array.from({ length: 25 }, () => 'r'.repeat(1_012)) }
    const context = await contextAfter({ incident }, { description: '😀'.repeat(9_900) })
    expect(JSON.stringify(context)).toContain('⟦cut:chars:')
    expect(Buffer.byteLength(JSON.stringify(context))).toBeLessThanOrEqual(65_536 - 1_024 - 39_600)
  })

  it('NUL, lone surrogates and odd keys survive as harmless text', async () => {
    const context = await contextAfter({
      incident: {
        tool: 'a\u0000b',
        arguments: { 'k\u0000': 'v\ud800', '': 1, constructor: 'c', prototype: 'p' },
      },
    })
    expect(context?.incident).toEqual({
      tool: 'ab',
      arguments: { k: 'v\ufffd', '': 1, '⟦cut:keys:2⟧': true },
    })
  })

  it('numbers that JSON cannot carry back are text', async () => {
    const body =
      '{"title":"t","description":"d","category":"Other","context":{"incident":{"arguments":[1e999,-0,1e-7]}}}'
    const { reference } = (await desk.sdk.openTicket(body)).json<OpenedBody>().ticket
    expect((await desk.readTicket(reference)).context?.incident?.arguments).toEqual([
      'Infinity',
      expect.closeTo(0),
      1e-7,
    ])
  })
})
