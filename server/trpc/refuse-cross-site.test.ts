import type { TicketPageDto } from '#shared/support-ticket.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../test/databases.ts'
import { createServer, signUpStaff, type Staff, Visitor } from '../test/factories.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'

const ORIGIN = 'http://localhost:3000'

describe('R2.1 the guard in front of every procedure', () => {
  let test: TestApp
  let staff: Staff
  let server: string
  beforeAll(async () => {
    test = await startTestApp(databases[0]!.url)
    staff = await signUpStaff(test.app)
    server = (await createServer(staff)).slug
  })
  afterAll(() => test.close())

  const words = { title: 'Forged', description: 'x', category: 'Other' }
  const post = (headers: Record<string, string>, payload?: string) =>
    test.app.inject({
      method: 'POST',
      url: '/trpc/supportTicket.open',
      headers: { host: 'localhost:3000', cookie: staff.visitor.cookie!, ...headers },
      payload: payload ?? JSON.stringify({ org: staff.org, server, words }),
    })
  const tickets = async () => {
    const page = await staff.visitor.query<TicketPageDto>('supportTicket.list', {
      org: staff.org,
      filters: {},
    })
    return page.tickets.length
  }

  it.each([
    ['application/x-www-form-urlencoded', `org=x`],
    ['text/plain', '{}'],
    [
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="org"\r\n\r\nx\r\n--x--\r\n',
    ],
  ])('415: a form that another page can post (%s)', async (type, payload) => {
    const response = await post({ 'content-type': type, 'sec-fetch-site': 'same-origin' }, payload)
    expect(response.statusCode).toBe(415)
    expect(await tickets()).toBe(0)
  })

  it.each([
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site', origin: 'http://acme.localhost:3000' }],
    [{ 'sec-fetch-site': 'none' }],
    [{ origin: 'http://evil.example' }],
    [{ origin: 'null' }],
    [{ origin: 'http://localhost:3000.evil.example' }],
    [{}],
  ])('403: a call that is not from the dashboard %j', async (headers) => {
    const response = await post({ 'content-type': 'application/json', ...headers })
    expect(response.statusCode).toBe(403)
    expect(response.body).toContain('cross-site-request')
    expect(await tickets()).toBe(0)
  })

  it('405: a mutation by GET', async () => {
    expect((await staff.visitor.send('GET', 'account.signOut')).statusCode).toBe(405)
    expect(await staff.visitor.query('account.session')).not.toBeNull()
  })

  it('400: eleven procedures in one request', async () => {
    const paths = Array.from({ length: 11 }, () => 'account.session').join(',')
    const response = await test.app.inject({
      url: `/trpc/${paths}?batch=1&input={}`,
      headers: { host: 'localhost:3000' },
    })
    expect(response.statusCode).toBe(400)
  })

  it.each([
    '{"__proto__":{"admin":true}}',
    '[[[',
    `${'['.repeat(5000)}${']'.repeat(5000)}`,
    '"\\ud800"',
    'null',
  ])('answers hostile input with a problem and no stack (%#)', async (payload) => {
    const response = await post({ 'content-type': 'application/json', origin: ORIGIN }, payload)
    expect(response.statusCode).toBeGreaterThanOrEqual(400)
    expect(response.statusCode).toBeLessThan(500)
    expect(response.body).not.toMatch(/"stack"|node_modules|\.ts:/)
  })

  it('takes the dashboard’s own calls, and a typed client’s with its origin', async () => {
    const response = await post({ 'content-type': 'application/json', origin: ORIGIN })
    expect(response.statusCode).toBe(200)
    expect(await tickets()).toBe(1)
    expect(await new Visitor(test.app).query('account.session')).toBeNull()
  })
})
