import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../test/databases.ts'
import { createServer } from '../test/factories.ts'
import {
  type Desk,
  type OpenedBody,
  problemOf,
  refusalOf,
  SdkCaller,
  startDesk,
  ticketBody,
} from '../test/sdk-caller.ts'

describe.each(databases)('R2.2 POST /api/mcpserver/support on $name', ({ url }) => {
  let desk: Desk
  let sdk: SdkCaller
  beforeAll(async () => {
    desk = await startDesk(url)
    sdk = desk.sdk
  })
  afterAll(() => desk.close())

  async function fieldErrorOf(body: unknown) {
    const problem = problemOf(await sdk.openTicket(body))
    return [
      problem.status,
      problem.code,
      ...(problem.errors ?? []).map(({ pointer, code }) => `${pointer} ${code}`),
    ]
  }

  it('201: answers with reference, receipt and whether somebody can be reached', async () => {
    const response = await sdk.openTicket(ticketBody({ email: 'ana@acme.test' }))
    expect(response.statusCode).toBe(201)
    expect(response.json()).toEqual({
      ticket: {
        reference: expect.stringMatching(/^TK-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/),
        status: 'open',
        createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      },
      duplicate: false,
      needsContact: false,
      receipt: expect.stringMatching(/^mor_[0-9a-hjkmnp-tv-z]{32}$/),
    })
    expect(response.headers['cache-control']).toBe('no-store')
    expect(response.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('R1.2 201: neither token nor e-mail is accepted and needs contact', async () => {
    const response = await sdk.openTicket(ticketBody())
    expect(response.json<OpenedBody>().needsContact).toBe(true)
    const ticket = await desk.readTicket(response.json<OpenedBody>().ticket.reference)
    expect(ticket.reporter).toEqual({ kind: 'none' })
    expect(ticket.events.map(({ type, actor }) => [type, actor.kind])).toEqual([['opened', 'server_key']])
  })

  it.each([[[]], ['"text"'], ['null'], ['42'], ['true']])(
    '422: a body that is no object (%j)',
    async (body) => {
      expect(await fieldErrorOf(body)).toEqual([422, 'validation-failed', ' invalid-type'])
    },
  )

  it('422: names every unknown field, so that a mistyped one costs nobody their contact', async () => {
    expect(await fieldErrorOf(ticketBody({ emial: 'ana@acme.test', 'a/b~c': 1, constructor: {} }))).toEqual([
      422,
      'validation-failed',
      '/emial unknown-field',
      '/a~1b~0c unknown-field',
      '/constructor unknown-field',
    ])
  })

  it('422: a flood of unknown fields is answered in short', async () => {
    const flood = Object.fromEntries(Array.from({ length: 3_000 }, (_, i) => [`${'f'.repeat(10)}${i}`, 1]))
    const response = await sdk.openTicket(ticketBody(flood))
    expect(problemOf(response).errors).toHaveLength(20)
  })

  it('422: the category lists what may be chosen, and no input is repeated', async () => {
    const response = await sdk.openTicket(ticketBody({ category: 'Sabotage' }))
    expect(problemOf(response).errors?.[0]?.allowed).toEqual([
      'Bug Report',
      'Feature Request',
      'Documentation',
      'Other',
    ])
    expect(response.body).not.toContain('Sabotage')
  })

  describe('400: what cannot be read', () => {
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`
    const withContext = (json: string) =>
      `{"title":"t","description":"d","category":"Other","context":{"incident":{"tool":"x","arguments":${json}}}}`

    it.each([
      ['nothing', ''],
      ['half of it', '{"title":'],
      ['single quotes', "{'title':'x'}"],
      ['two documents', '{}{}'],
      ['5,000 levels', nested(5_000)],
      ['30,000 levels', nested(30_000)],
      ['65 levels', withContext(nested(62))],
      [
        '__proto__ at the top',
        '{"__proto__":{"admin":true},"title":"t","description":"d","category":"Other"}',
      ],
      ['__proto__ in the context', withContext('{"a":[{"__proto__":{"admin":true}}]}')],
      ['escaped __proto__', withContext('{"\\u005f_proto__":1}')],
    ])('%s', async (_what, body) => {
      expect(refusalOf(await sdk.openTicket(body))).toBe('400 invalid-request')
    })

    it('bytes that are not UTF-8', async () => {
      const body = Buffer.from(JSON.stringify(ticketBody({ title: 'caf\u00e9' })), 'latin1')
      expect(refusalOf(await sdk.openTicket(body))).toBe('400 invalid-request')
    })

    it('201: 64 levels are allowed, and cut', async () => {
      expect((await sdk.openTicket(withContext(nested(61)))).statusCode).toBe(201)
    })
  })

  it('413: 65,536 bytes are taken, one more is not', async () => {
    const fill = (bytes: number) => {
      const body = JSON.stringify(ticketBody({ context: { pad: '' } }))
      return body.replace('"pad":""', `"pad":"${'x'.repeat(bytes - body.length)}"`)
    }
    expect((await sdk.openTicket(fill(65_535))).statusCode).toBe(201)
    expect((await sdk.openTicket(fill(65_536))).statusCode).toBe(201)
    expect(refusalOf(await sdk.openTicket(fill(65_537)))).toBe('413 body-too-large')
  })

  it.each([
    ['text/plain'],
    ['application/x-www-form-urlencoded'],
    ['multipart/form-data; boundary=x'],
    ['application/json5'],
    ['application/problem+json'],
    ['application/json; charset=latin1'],
    ['application/json, text/plain'],
    [undefined],
  ])('415: %s', async (type) => {
    const response = await sdk.openTicket(JSON.stringify(ticketBody()), { 'content-type': type })
    expect(refusalOf(response)).toBe('415 unsupported-media-type')
  })

  it('415: any content encoding', async () => {
    for (const encoding of ['gzip', 'br', 'identity']) {
      const response = await sdk.openTicket(ticketBody(), { 'content-encoding': encoding })
      expect(refusalOf(response)).toBe('415 unsupported-media-type')
    }
  })

  it.each(['application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"'])(
    '201: %s',
    async (type) => {
      expect((await sdk.openTicket(ticketBody(), { 'content-type': type })).statusCode).toBe(201)
    },
  )

  describe('the first failing check wins', () => {
    const bad = { 'content-type': 'text/plain', authorization: 'Bearer x', 'idempotency-key': 'short' }

    it('401 invalid-key before everything about the request', async () => {
      const headers = { ...bad, 'x-mcp-obs-key': 'mok_wrong' }
      expect(refusalOf(await sdk.openTicket('{', headers))).toBe('401 invalid-key')
    })

    it('R1.6 403 support-disabled before the token', async () => {
      const off = await createServer(desk.staff, { supportToolEnabled: false })
      const response = await new SdkCaller(desk.app, off).openTicket('{', bad)
      expect(refusalOf(response)).toBe('403 support-disabled')
    })

    it('401 invalid-token before the media type, with WWW-Authenticate', async () => {
      const response = await sdk.openTicket('{', bad)
      expect(refusalOf(response)).toBe('401 invalid-token')
      expect(response.headers['www-authenticate']).toBe('Bearer error="invalid_token"')
    })

    it('415 before 413, 413 before 400, 400 before 422', async () => {
      const big = '['.repeat(70_000)
      expect(refusalOf(await sdk.openTicket(big, { 'content-type': 'text/plain' }))).toMatch(/^415/)
      expect(refusalOf(await sdk.openTicket(big))).toMatch(/^413/)
      expect(refusalOf(await sdk.openTicket('{"title":'))).toMatch(/^400/)
    })

    it('405 before the key, 404 for other paths', async () => {
      const none = { 'x-mcp-obs-key': undefined }
      for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']) {
        const response = await sdk.send(method, '/api/mcpserver/support', none)
        expect(response.statusCode).toBe(405)
        expect(response.headers.allow).toBe('POST')
      }
      for (const type of ['application/json', 'x/y']) {
        const headers = { ...none, 'content-type': type }
        const response = await sdk.send('POST', '/api/mcpserver/nothing', headers, '{')
        expect(refusalOf(response)).toBe('404 route-not-found')
      }
    })
  })

  it.each([
    'access_token=x',
    'token=x',
    'ACCESS_TOKEN=x',
    `k=mok_${'0'.repeat(32)}`,
    `k=mot_${'0'.repeat(32)}`,
  ])('400: a secret in the URL (%s)', async (query) => {
    for (const [method, path] of [
      ['POST', '/api/mcpserver/support'],
      ['GET', '/api/mcpserver/config'],
      ['GET', '/api/mcpserver/support/TK-0000-0000'],
    ] as const) {
      const response = await sdk.send(
        method,
        `${path}?${query}`,
        { 'content-type': 'application/json' },
        '{}',
      )
      expect(refusalOf(response)).toBe('400 invalid-request')
    }
  })

  it('nothing is half-written: every refused body left no ticket behind', async () => {
    const clean = await createServer(desk.staff)
    const caller = new SdkCaller(desk.app, clean)
    for (const body of [
      '{',
      '{}',
      ticketBody({ category: 'x' }),
      ticketBody({ emial: 'x' }),
      'x'.repeat(70_000),
    ]) {
      expect((await caller.openTicket(body)).statusCode).toBeGreaterThanOrEqual(400)
    }
    const { tickets } = await desk.staff.visitor.query<{ tickets: unknown[] }>('supportTicket.list', {
      org: desk.staff.org,
      filters: { server: clean.slug },
    })
    expect(tickets).toEqual([])
  })
})
