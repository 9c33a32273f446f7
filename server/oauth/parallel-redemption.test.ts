import type { Send } from '#testkit/http/send.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from '../app.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { issuers, type TestIssuer } from '../test/issuers.ts'
import type { Tokens } from '../test/oauth-flow.ts'
import { ALL_TENANTS } from '../db/all-tenants.ts'
import { sendTo, visitOverSocket } from '../test/oauth-over-socket.ts'

const TIMES = 10

describe.each(issuers)('one code of $issuer redeemed several times at once on $name', ({ url, open }) => {
  let desk: TestApp
  /** A second process on the same database. */
  let second: TestApp['app']
  let issuer: TestIssuer
  let sends: ((from?: string) => Send)[]
  beforeAll(async () => {
    desk = await startTestApp(url)
    second = await buildApp({ config: desk.config, orm: desk.orm })
    issuer = await open(desk)
    sends = await Promise.all([desk.app, second].map(sendTo))
  })
  afterAll(async () => {
    await second.close()
    await desk.close()
  })

  // Which request looks before another one has finished is a matter of chance.
  it.each([1, 2, 3, 4, 5])('is good once at most, and its tokens die (round %i)', async () => {
    const ana = issuer.visitor()
    await ana.register()
    const code = (await ana.authorize()).searchParams.get('code')!
    const clients = Array.from({ length: TIMES }, (_, index) =>
      Object.assign(visitOverSocket(sends[index % 2]!, issuer.host), {
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
      expect(await issuer.use(tokens)).toBe('invalid-token')
    }
    const [grant] = await desk.orm.em.execute<{ ended: unknown }[]>(
      `select ${ALL_TENANTS} revoked_at as ended from mcp_server_session where client_id = ?
       union all select ended_at as ended from connected_agent where client_id = ?`,
      [ana.clientId, ana.clientId],
    )
    expect(grant!.ended).not.toBeNull()
  })
})
