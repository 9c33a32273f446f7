import type { TicketDto } from '#shared/support-ticket.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../test/databases.ts'
import { createServer, signUpStaff, type Staff, type TestServer } from '../test/factories.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { type OpenedBody, problemOf, refusalOf, SdkCaller, ticketBody } from '../test/sdk-caller.ts'

describe.each(databases)('R2.1 POST /api/mcpserver/support on $name', ({ url }) => {
  let platform: TestApp
  let staff: Staff
  let server: TestServer
  let sdk: SdkCaller

  beforeAll(async () => {
    platform = await startTestApp(url)
    staff = await signUpStaff(platform.app)
    server = await createServer(staff)
    sdk = new SdkCaller(platform.app, server)
  })
  afterAll(() => platform.close())

  const readTicket = (reference: string) =>
    staff.visitor.query<TicketDto>('supportTicket.get', { org: staff.org, reference })

  async function openAndRead(body: Record<string, unknown>): Promise<TicketDto> {
    const response = await sdk.openTicket(body)
    expect(response.statusCode, response.body).toBe(201)
    return readTicket(response.json<OpenedBody>().ticket.reference)
  }

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

  it('R2.1 201: neither token nor e-mail is accepted and needs contact', async () => {
    const response = await sdk.openTicket(ticketBody())
    expect(response.json<OpenedBody>().needsContact).toBe(true)
    const ticket = await readTicket(response.json<OpenedBody>().ticket.reference)
    expect(ticket.reporter).toEqual({ kind: 'none' })
    expect(ticket.events.map(({ type, actor }) => [type, actor.kind])).toEqual([['opened', 'server_key']])
  })

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
      expect(await fieldErrorOf(ticketBody({ [field]: text }))).toEqual([
        422,
        'validation-failed',
        `/${field} ${code}`,
      ])
    })
  })

  it.each(['title', 'description', 'category'])('422: %s is required', async (field) => {
    expect(await fieldErrorOf(ticketBody({ [field]: undefined }))).toContain(`/${field} required`)
  })

  it.each([
    ['title', 42],
    ['description', ['x']],
    ['category', { a: 1 }],
    ['email', null],
    ['title', null],
    ['description', true],
  ])('422: %s of another type (%j)', async (field, value) => {
    expect(await fieldErrorOf(ticketBody({ [field]: value }))).toContain(`/${field} invalid-type`)
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

  it.each([
    ['NUL and controls', 'a\u0000b\u0007c\u001bd\u007fe', 'abcde'],
    ['lone surrogates', 'a\ud83db', 'a\ufffdb'],
    ['right-to-left', '\u202eשלום עולם\u202c', '\u202eשלום עולם\u202c'],
    ['emoji with joiners', '👩‍👩‍👧‍👦 🇩🇪', '👩‍👩‍👧‍👦 🇩🇪'],
    ['composition', 'cafe\u0301', 'café'],
    ['SQL', "'; drop table support_ticket; --", "'; drop table support_ticket; --"],
    ['markup', '<script>alert(1)</script>', '<script>alert(1)</script>'],
  ])('201: %s survive as text', async (_what, sent, kept) => {
    const body = JSON.stringify(ticketBody({ title: sent, description: sent }))
    const response = await sdk.openTicket(body)
    expect(response.statusCode).toBe(201)
    const ticket = await readTicket(response.json<OpenedBody>().ticket.reference)
    expect([ticket.title, ticket.description]).toEqual([kept, kept])
  })

  it('R4.2 201: secrets in the words are redacted, forged marks are rewritten', async () => {
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

    it('R1.3 403 support-disabled before the token', async () => {
      const off = await createServer(staff, { supportToolEnabled: false })
      const response = await new SdkCaller(platform.app, off).openTicket('{', bad)
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
      const response = await sdk.send(
        'POST',
        '/api/mcpserver/nothing',
        { ...none, 'content-type': 'x/y' },
        '{',
      )
      expect(refusalOf(response)).toBe('404 route-not-found')
    })
  })

  it.each(['access_token=x', 'token=x', 'ACCESS_TOKEN=x', `k=mok_${'0'.repeat(32)}`])(
    '400: a secret in the URL (%s)',
    async (query) => {
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
    },
  )

  it('nothing is half-written: every refused body left no ticket behind', async () => {
    const clean = await createServer(staff)
    const caller = new SdkCaller(platform.app, clean)
    for (const body of [
      '{',
      '{}',
      ticketBody({ category: 'x' }),
      ticketBody({ emial: 'x' }),
      'x'.repeat(70_000),
    ]) {
      expect((await caller.openTicket(body)).statusCode).toBeGreaterThanOrEqual(400)
    }
    const { tickets } = await staff.visitor.query<{ tickets: unknown[] }>('supportTicket.list', {
      org: staff.org,
      filters: { server: clean.slug },
    })
    expect(tickets).toEqual([])
  })
})
