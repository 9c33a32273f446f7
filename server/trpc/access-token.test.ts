import type { AddressInfo } from 'node:net'
import { type CreatedAccessTokenDto, SCOPES } from '#shared/access-token.ts'
import type { TicketPageDto } from '#shared/support-ticket.ts'
import { watchChanges } from '#testkit/staff/watch-changes.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from '../app.ts'
import { databases } from '../test/databases.ts'
import { createServer, signUpStaff, type Staff, Visitor } from '../test/factories.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { LogLines } from '../test/log-lines.ts'
import { listen, sendRaw } from '../test/raw-http.ts'
import { organizationIdOf } from '../test/organization-id.ts'
import { sendHttp } from '../test/send-http.ts'

const HOST = 'localhost:3000'
const ELSEWHERE = { origin: 'https://tools.example.com', 'sec-fetch-site': 'cross-site' }

describe('R2.5 access tokens over a real connection', () => {
  const log = new LogLines()
  let test: TestApp
  let app: TestApp['app']
  let staff: Staff
  let server: string
  let port: number
  let secret: string
  let tokenId: string
  beforeAll(async () => {
    test = await startTestApp(databases[0]!.url)
    const { config, orm } = test
    app = await buildApp({ config, orm, logger: { level: 'trace', stream: log.stream } })
    port = await listen(app)
    staff = await signUpStaff(app)
    server = (await createServer(staff)).slug
    ;({
      secret,
      token: { id: tokenId },
    } = await createToken(staff))
  })
  afterAll(async () => {
    await app.close()
    await test.close()
  })

  const createToken = ({ visitor, org }: Staff) =>
    visitor.mutate<CreatedAccessTokenDto>('accessToken.create', { org, name: 'script', scopes: SCOPES })
  const bearer = () => ({ host: HOST, authorization: `Bearer ${secret}` })
  const listPath = () =>
    `/trpc/supportTicket.list?input=${encodeURIComponent(JSON.stringify({ org: staff.org, filters: {} }))}`
  const list = (headers: Record<string, string>) =>
    sendHttp(port, { method: 'GET', path: listPath(), headers })
  const open = (headers: Record<string, string>, type = 'application/json') =>
    sendHttp(port, {
      method: 'POST',
      path: '/trpc/supportTicket.open',
      headers: { 'content-type': type, ...headers },
      body: JSON.stringify({
        org: staff.org,
        server,
        words: { title: 'Scripted', description: 'x', category: 'Other' },
      }),
    })
  const preflight = (headers: Record<string, string>) =>
    sendHttp(port, { method: 'OPTIONS', path: listPath(), headers: { host: HOST, ...headers } })
  const ticketCount = async () =>
    (await staff.visitor.query<TicketPageDto>('supportTicket.list', { org: staff.org, filters: {} })).tickets
      .length

  it.each([['Bearer'], ['bearer'], ['BEARER']])('takes the scheme %s', async (scheme) => {
    expect((await list({ host: HOST, authorization: `${scheme} ${secret}` })).status).toBe(200)
  })

  it('takes calls of pages elsewhere, and lets them read the answer', async () => {
    for (const answer of [
      await list({ ...bearer(), ...ELSEWHERE }),
      await open({ ...bearer(), ...ELSEWHERE }),
    ]) {
      expect(answer.status).toBe(200)
      expect(answer.headers).toMatchObject({ 'access-control-allow-origin': '*' })
      expect(answer.headers).not.toHaveProperty('access-control-allow-credentials')
      expect(answer.headers).not.toHaveProperty('set-cookie')
    }
  })

  it('lets pages elsewhere read why a token was refused', async () => {
    const answer = await list({ host: HOST, authorization: 'Bearer mot_wrong', ...ELSEWHERE })
    expect(answer.status).toBe(401)
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-expose-headers': expect.stringContaining('retry-after'),
      'www-authenticate': 'Bearer error="invalid_token"',
    })
    expect(answer.body).toContain('invalid-token')
  })

  it('answers the preflight of a call with a token', async () => {
    const answer = await preflight({
      ...ELSEWHERE,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    })
    expect(answer.status).toBe(204)
    expect(answer.body).toBe('')
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': expect.stringContaining('authorization'),
      'access-control-max-age': '600',
    })
    expect(answer.headers).not.toHaveProperty('access-control-allow-credentials')
  })

  it.each([
    [{ 'access-control-request-headers': 'content-type' }],
    [{ 'access-control-request-headers': 'x-authorization' }],
    [{}],
  ])('403: another preflight, and no CORS header: %j', async (asked) => {
    const answer = await preflight({ ...ELSEWHERE, 'access-control-request-method': 'POST', ...asked })
    expect(answer.status).toBe(403)
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })

  it('lets pages elsewhere read the refusals of what comes before the procedures', async () => {
    const limited = await buildApp({
      config: { ...test.config, quotas: { ...test.config.quotas, ipPerMinute: 1 } },
      orm: test.orm,
    })
    const limitedPort = await listen(limited)
    const call = (host: string) =>
      sendHttp(limitedPort, {
        method: 'POST',
        path: '/trpc/supportTicket.open',
        headers: { ...bearer(), ...ELSEWHERE, host, 'content-type': 'application/json' },
        body: '{}',
      })
    const ask = (host: string) =>
      sendHttp(limitedPort, {
        method: 'OPTIONS',
        path: '/trpc/supportTicket.open',
        headers: { ...ELSEWHERE, host, 'access-control-request-headers': 'authorization' },
      })
    for (const [host, status] of [
      ['evil.example', 421],
      [HOST, 429],
      [`${server}.localhost:3000`, 429],
    ] as const) {
      // The preflight first, as a browser does it: one that is refused hides the call's answer, too.
      expect([host, (await ask(host)).status]).toEqual([host, 204])
      const answer = await call(host)
      expect([host, answer.status]).toEqual([host, status])
      expect(answer.headers).toMatchObject({
        'access-control-allow-origin': '*',
        'access-control-expose-headers': expect.stringContaining('x-request-id'),
      })
    }
    await limited.close()
  })

  it('403: a page elsewhere with the cookie alone, and no CORS header', async () => {
    const answer = await list({ host: HOST, cookie: staff.visitor.cookie!, ...ELSEWHERE })
    expect(answer.status).toBe(403)
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
  })

  it('400: a token together with a cookie, whichever is good', async () => {
    const before = await ticketCount()
    for (const authorization of [`Bearer ${secret}`, 'Bearer mot_wrong']) {
      for (const cookie of [staff.visitor.cookie!, 'other=1']) {
        const answer = await open({ host: HOST, authorization, cookie })
        expect(answer.status).toBe(400)
        expect(answer.body).toContain('not both')
      }
    }
    expect(await ticketCount()).toBe(before)
  })

  it('400: two Authorization headers', async () => {
    const lines = [`GET ${listPath()} HTTP/1.1`, `Host: ${HOST}`, `Authorization: Bearer ${secret}`]
    const answer = await sendRaw(port, [...lines, 'Authorization: Bearer x', 'Connection: close'])
    expect(answer.status).toBe(400)
  })

  it('401: a scheme that is none of ours counts for nothing, and frees no foreign page from the cookie’s rules', async () => {
    const authorization = 'Basic dXNlcjpwYXNz'
    expect((await list({ host: HOST, authorization })).body).toContain('not-signed-in')
    const cookie = staff.visitor.cookie!
    expect((await list({ host: HOST, authorization, cookie })).status).toBe(200)
    expect((await open({ host: HOST, authorization, cookie, ...ELSEWHERE })).status).toBe(403)
  })

  it('415: a form, with a token too', async () => {
    expect((await open(bearer(), 'text/plain')).status).toBe(415)
  })

  it('404: on the host of an MCP server', async () => {
    expect((await list({ ...bearer(), host: `${server}.localhost:3000` })).status).toBe(404)
  })

  it('429 with Retry-After, for this token and not for the person’s others; each procedure counts', async () => {
    const limited = await startTestApp(databases[0]!.url, {
      quotas: { ...test.config.quotas, tokenPerMinute: 3 },
    })
    const [one, two] = [await createToken(staff), await createToken(staff)]
    const script = ({ secret: token }: CreatedAccessTokenDto) =>
      Object.assign(new Visitor(limited.app), { token })
    const call = (who: Visitor) => who.send('GET', 'supportTicket.countOpen', { org: staff.org })
    const input = encodeURIComponent(JSON.stringify({ 0: { org: staff.org }, 1: { org: staff.org } }))
    const batch = await limited.app.inject({
      url: `/trpc/supportTicket.countOpen,supportTicket.countOpen?batch=1&input=${input}`,
      headers: { host: HOST, authorization: `Bearer ${one.secret}` },
    })
    expect(batch.statusCode).toBe(200)
    expect(batch.headers['ratelimit']).toMatch(/^"token";r=1;t=\d+$/)
    expect((await call(script(one))).statusCode).toBe(200)
    const refused = await call(script(one))
    expect(refused.statusCode).toBe(429)
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect(refused.body).toContain('quota-exceeded')
    expect((await call(script(two))).statusCode).toBe(200)
    await limited.close()
  })

  describe('its stream ends within five seconds', () => {
    const endings: [string, (id: string, org: string) => Promise<unknown>][] = [
      ['of its revocation', (id, org) => staff.visitor.mutate('accessToken.revoke', { org, tokenId: id })],
      ['of its end', (...token) => change('expires_at = 0', ...token)],
      ['of the end of the membership', (...token) => change('membership_id = id', ...token)],
      ['of a scope that is gone', (...token) => change(`scopes = 'servers:read'`, ...token)],
    ]
    const change = async (what: string, id: string, org: string) => {
      const sql = `update access_token set ${what} where organization_id = ? and id = ?`
      await test.orm.em.fork().execute(sql, [await organizationIdOf(test, org), id])
    }

    it.each(endings)('%s', async (_what, end) => {
      const created = await createToken(staff)
      const stream = await watch(created.secret)
      const { reference } = JSON.parse((await open(bearer())).body).result.data as { reference: string }
      await stream.expect(new RegExp(reference))
      await end(created.token.id, staff.org)
      const within = new Promise((resolve) => setTimeout(() => resolve('still open'), 5_000))
      expect(await Promise.race([stream.ended.then(() => 'ended'), within])).toBe('ended')
    })
  })

  it('is not in the log, whatever happened to it', async () => {
    const wrong = `mot_${'7'.repeat(32)}`
    await list({ host: HOST, authorization: `Bearer ${wrong}` })
    await list({ host: HOST, authorization: `Bearer ${wrong}`, cookie: 'a=b' })
    await staff.visitor.mutate('accessToken.revoke', { org: staff.org, tokenId })
    expect((await list(bearer())).status).toBe(401)
    expect(log.text).toContain('supportTicket.list')
    expect(log.text).not.toContain(secret.slice(4))
    expect(log.text).not.toContain(wrong.slice(4))
  })

  const watch = (token: string) =>
    watchChanges({
      port: (app.server.address() as AddressInfo).port,
      host: HOST,
      cookie: undefined,
      token,
      org: staff.org,
    })
})
