import type { Send } from '#testkit/http/send.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from '../app.ts'
import { McpServerSession } from '../domain/end-user/mcp-server-session.entity.ts'
import { databases } from '../test/databases.ts'
import { createServer, signUpStaff, type TestServer } from '../test/factories.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { OauthVisitor, type Tokens } from '../test/oauth-flow.ts'
import { sendTo, visitOverSocket } from '../test/oauth-over-socket.ts'
import { refusalOf, SdkCaller, ticketBody } from '../test/sdk-caller.ts'
import { OAUTH } from '../test/signed-in.ts'

const TIMES = 10

describe.each(databases)('one code redeemed several times at once on $name', ({ url }) => {
  let desk: TestApp
  /** A second process on the same database. */
  let second: TestApp['app']
  let server: TestServer
  let sends: ((from?: string) => Send)[]
  beforeAll(async () => {
    desk = await startTestApp(url)
    second = await buildApp({ config: desk.config, orm: desk.orm })
    server = await createServer(await signUpStaff(desk.app), OAUTH)
    sends = await Promise.all([desk.app, second].map(sendTo))
  })
  afterAll(async () => {
    await second.close()
    await desk.close()
  })

  // Which request looks before another one has finished is a matter of chance.
  it.each([1, 2, 3, 4, 5])('is good once at most, and its tokens die (round %i)', async () => {
    const ana = new OauthVisitor(desk.app, server.host)
    await ana.register()
    const code = (await ana.authorize()).searchParams.get('code')!
    const clients = Array.from({ length: TIMES }, (_, index) =>
      Object.assign(visitOverSocket(sends[index % 2]!, server.host), {
        clientId: ana.clientId,
        verifier: ana.verifier,
      }),
    )
    const answers = await Promise.all(clients.map((client) => client.redeem(code)))
    const admitted = answers.filter(({ statusCode }) => statusCode === 200)
    const refused = answers.filter(({ statusCode }) => statusCode === 400)
    expect(admitted.length).toBeLessThanOrEqual(1)
    expect(admitted.length + refused.length).toBe(TIMES)
    for (const answer of refused) expect(answer.json()).toMatchObject({ error: 'invalid_grant' })
    for (const answer of admitted) {
      const tokens = answer.json<Tokens>()
      expect((await ana.refresh(tokens.refresh_token)).json()).toMatchObject({ error: 'invalid_grant' })
      const headers = { authorization: `Bearer ${tokens.access_token}` }
      const ticket = await new SdkCaller(desk.app, server).openTicket(ticketBody(), headers)
      expect(refusalOf(ticket)).toBe('401 invalid-token')
    }
    const sessions = await desk.orm.em
      .fork()
      .find(McpServerSession, { clientId: ana.clientId }, { filters: false })
    expect(sessions.map(({ revokedAt }) => revokedAt instanceof Date)).toEqual([true])
  })
})
