import type { EndUserDetailsDto } from '#shared/end-user.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from '../app.ts'
import { SigningKey } from '../domain/authorization/signing-key.entity.ts'
import { McpServer } from '../domain/mcp-server/mcp-server.entity.ts'
import { SupportTicket } from '../domain/support-ticket/support-ticket.entity.ts'
import { databases } from '../test/databases.ts'
import { serverSettings } from '../test/factories.ts'
import { listen, sendRaw } from '../test/raw-http.ts'
import {
  type Desk,
  type OpenedBody,
  problemOf,
  refusalOf,
  startDesk,
  ticketBody,
} from '../test/sdk-caller.ts'
import { organizationIdOf } from '../test/organization-id.ts'
import { bearer, OAUTH, SignedIn } from '../test/signed-in.ts'

describe.each(databases)('R1.2 tickets of signed-in users on $name', ({ url }) => {
  let desk: Desk
  beforeAll(async () => {
    desk = await startDesk(url)
  })
  afterAll(() => desk.close())

  it('201: the ticket is the user’s and the sign-in’s, needs no contact and has no receipt', async () => {
    const world = await SignedIn.start(desk)
    const { sdk, token, sub, sid, user } = world
    const response = await sdk.openTicket(ticketBody(), bearer(token))
    expect(response.statusCode).toBe(201)
    const { ticket, ...rest } = response.json<OpenedBody>()
    expect(rest).toEqual({ duplicate: false, needsContact: false })
    const { reference } = ticket
    const where = { organizationId: await organizationIdOf(desk, desk.staff.org), reference }
    const row = await desk.orm.em.fork().findOneOrFail(SupportTicket, where, { filters: false })
    expect(row).toMatchObject({ mcpServerUserId: sub, mcpServerSessionId: sid, email: null })
    const shown = await desk.readTicket(reference)
    expect(shown.reporter).toEqual({ kind: 'user', id: sub, name: 'Ana Lima', email: user.email })
    expect(shown.session).toMatchObject({ clientName: 'Test client' })
    expect(shown.events.map(({ type, actor }) => [type, actor])).toEqual([
      ['opened', { kind: 'end_user', name: 'Ana Lima' }],
    ])
    expect(await world.ticketCount()).toBe(1)
  })

  it.each(['bearer', 'BEARER', 'Bearer   '])('201: the scheme is written %j', async (scheme) => {
    const { sdk, token } = await SignedIn.start(desk)
    const response = await sdk.openTicket(ticketBody(), bearer(token, scheme))
    expect(response.json<OpenedBody>().needsContact).toBe(false)
  })

  it('422: an e-mail address beside the token, because the token says who it is', async () => {
    const world = await SignedIn.start(desk)
    const { sdk, token } = world
    const response = await sdk.openTicket(ticketBody({ email: 'bo@acme.test' }), bearer(token))
    expect(problemOf(response).errors).toMatchObject([{ pointer: '/email', code: 'not-allowed' }])
    expect(await world.ticketCount()).toBe(0)
  })

  it('the same key again is the same ticket for the same user, and another one for everybody else', async () => {
    const world = await SignedIn.start(desk)
    const { sdk, token } = world
    const other = await world.neighbour()
    const open = async (headers: object) => {
      const all = { 'idempotency-key': 'the-same-key-for-all', ...headers }
      return (await sdk.openTicket(ticketBody(), all)).json<OpenedBody>()
    }
    const [first, again] = [await open(bearer(token)), await open(bearer(token))]
    const [second, anonymous] = [await open(bearer(other)), await open({})]
    expect([first, again, second, anonymous].map(({ duplicate }) => duplicate)).toEqual([
      false,
      true,
      false,
      false,
    ])
    expect(again.ticket).toEqual(first.ticket)
    expect(new Set([first, second, anonymous].map(({ ticket }) => ticket.reference)).size).toBe(3)
    expect(anonymous.receipt).toMatch(/^mor_/)
  })

  it('shows the status to the user who raised it, to nobody else, and to no receipt beside a bad token', async () => {
    const world = await SignedIn.start(desk)
    const { sdk, token } = world
    const other = await world.neighbour()
    const { reference } = (await sdk.openTicket(ticketBody(), bearer(token))).json<OpenedBody>().ticket
    const anonymous = (await sdk.openTicket(ticketBody())).json<OpenedBody>()
    const read = (of: string, receipt?: string, headers = {}) => sdk.readStatus(of, receipt, headers)

    expect((await read(reference, undefined, bearer(token))).json()).toMatchObject({ needsContact: false })
    const { requestId: _one, ...foreign } = problemOf(await read(reference, undefined, bearer(other)))
    const { requestId: _two, ...unknown } = problemOf(await read('TK-0000-0000', undefined, bearer(other)))
    expect(foreign).toMatchObject({ status: 404, code: 'ticket-not-found' })
    expect(foreign).toEqual(unknown)
    expect(refusalOf(await read(reference, anonymous.receipt))).toBe('404 ticket-not-found')
    expect(refusalOf(await read(reference))).toBe('401 token-required')

    const { receipt, ticket } = anonymous
    expect((await read(ticket.reference, receipt)).statusCode).toBe(200)
    expect((await read(ticket.reference, receipt, bearer(other))).statusCode).toBe(200)
    expect(refusalOf(await read(ticket.reference, receipt, bearer('bad')))).toBe('401 invalid-token')
  })

  /** What ends a token that was good, from the dashboard. */
  const ENDED: Record<string, (world: SignedIn) => Promise<unknown>> = {
    'the session was revoked': ({ server: { slug }, sub: userId, sid: sessionId }) =>
      desk.staff.visitor.mutate<EndUserDetailsDto>('endUser.revokeSession', {
        ...at(slug),
        userId,
        sessionId,
      }),
    'the user was disabled': ({ server: { slug }, sub: userId }) =>
      desk.staff.visitor.mutate('endUser.disable', { ...at(slug), userId }),
    'the server takes e-mail addresses now': ({ server: { slug } }) =>
      desk.staff.visitor.mutate('mcpServer.update', { ...at(slug), settings: serverSettings() }),
    'the server has another resource now': ({ server: { slug } }) =>
      desk.staff.visitor.mutate('mcpServer.update', {
        ...at(slug),
        settings: serverSettings({ ...OAUTH, resourceUrl: 'https://mcp.example.com/v2' }),
      }),
    'the key that signed it was retired': async ({ server: { slug } }) => {
      const em = desk.orm.em.fork()
      const { id, organizationId } = await em.findOneOrFail(McpServer, { slug }, { filters: false })
      await em.nativeDelete(SigningKey, { organizationId, mcpServerId: id }, { filters: false })
    },
  }
  const at = (slug: string) => ({ org: desk.staff.org, slug })

  it.each(Object.entries(ENDED))('401 and no ticket, at once: %s', async (_what, end) => {
    const world = await SignedIn.start(desk)
    expect((await world.sdk.openTicket(ticketBody(), bearer(world.token))).statusCode).toBe(201)
    await end(world)
    const refused = await world.sdk.openTicket(ticketBody(), bearer(world.token))
    expect(refusalOf(refused)).toBe('401 invalid-token')
    expect(await world.ticketCount()).toBe(1)
    // A key that is gone is no reason to sign in anew; everything else is.
    const renewed = await world.user.refresh(world.refreshToken)
    expect(renewed.statusCode === 200).toBe(end === ENDED['the key that signed it was retired'])
    // Without the token somebody is heard still, as nobody.
    expect((await world.sdk.openTicket(ticketBody())).statusCode).toBe(201)
  })

  it.each(['Basic dXNlcjpwYXNz', 'Bearer', 'Bearer a b', 'Bearer a,b', 'DPoP x', 'x'])(
    '401: is no bearer token (%s)',
    async (authorization) => {
      const { sdk } = await SignedIn.start(desk)
      expect(refusalOf(await sdk.openTicket(ticketBody(), { authorization }))).toBe('401 invalid-token')
    },
  )

  it('400: two Authorization headers, or a token in the address; 422: one in the body', async () => {
    const world = await SignedIn.start(desk)
    const { sdk, token } = world
    for (const name of ['access_token', 'ACCESS_TOKEN', 'token']) {
      const address = `/api/mcpserver/support?${name}=${token}`
      const headers = { 'content-type': 'application/json' }
      const response = await sdk.send('POST', address, headers, JSON.stringify(ticketBody()))
      expect(refusalOf(response)).toBe('400 invalid-request')
    }
    const inBody = await sdk.openTicket(ticketBody({ access_token: token }))
    expect(refusalOf(inBody)).toBe('422 validation-failed')

    const app = await buildApp({ config: desk.config, orm: desk.orm })
    const body = JSON.stringify(ticketBody())
    const lines = [
      'POST /api/mcpserver/support HTTP/1.1',
      `Host: ${world.server.host}`,
      `X-MCP-Obs-Key: ${world.server.key}`,
      `Authorization: Bearer ${token}`,
      'Authorization: Bearer other',
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
      'Connection: close',
    ]
    expect((await sendRaw(await listen(app), lines, body)).status).toBe(400)
    await app.close()
    expect(await world.ticketCount()).toBe(0)
  })
})
