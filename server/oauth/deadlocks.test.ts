import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ALL_TENANTS } from '../db/all-tenants.ts'
import { startTestApp, type TestApp } from '../test/harness.ts'
import { issuers, type TestIssuer } from '../test/issuers.ts'
import type { OauthVisitor, Tokens } from '../test/oauth-flow.ts'
import { someoneWaits } from '../test/someone-waits.ts'
import { skipWithout } from '../test/skip-without.ts'

/** MySQL rolls back the transaction that has written less: these rows make it that of the client. */
const WEIGHT = 20

/** Rows that are locked: of which table, and which. */
type Rows = [table: string, condition: string, value: unknown]

// SQLite has one writer.
const withManyWriters = issuers.filter(({ name }) => name === 'MySQL')
skipWithout(withManyWriters)
describe.each(withManyWriters)('a client of $issuer on $name', ({ url, issuer: kind, open }) => {
  const isOfStaff = kind === 'staff'
  const [clients, artifacts, grants] = isOfStaff
    ? (['staff_client', 'staff_artifact', 'connected_agent'] as const)
    : (['oauth_client', 'oauth_artifact', 'mcp_server_session'] as const)
  let desk: TestApp
  let issuer: TestIssuer
  beforeAll(async () => {
    desk = await startTestApp(url)
    issuer = await open(desk)
  })
  afterAll(() => desk.close())

  let ana: OauthVisitor
  let tokens: Tokens
  let organizationId: string
  /** Somebody else, in a transaction. */
  let other: TestApp['orm']['em']
  beforeEach(async () => {
    ana = issuer.visitor()
    await ana.register()
    tokens = await ana.redeemCallback(await ana.authorize())
    const [grant] = await desk.orm.em.execute<{ organization_id: string }[]>(
      `select ${ALL_TENANTS} organization_id from ${grants} where client_id = ?`,
      [ana.clientId],
    )
    organizationId = grant!.organization_id
    other = desk.orm.em.fork()
    await other.begin()
  })
  afterEach(async () => {
    if (other.isInTransaction()) await other.rollback()
  })

  const isOfNobody = (table: string) => /^(?:staff_|platform_)/.test(table)
  /** Writes rows beside the ones of this table: a transaction of tenants writes nothing of the platform. */
  const write = (table: string) => {
    const rows = Array.from({ length: WEIGHT }, (_, n) =>
      isOfNobody(table)
        ? [randomUUID(), 'sealed', new Date(n)]
        : [randomUUID(), '{}', new Date(n), organizationId],
    )
    const columns = isOfNobody(table)
      ? 'staff_client (id, sealed_metadata, created_at)'
      : 'change_event (id, message, at, organization_id)'
    return other.execute(`insert into ${columns} values ${rows.map(() => '(?)').join(', ')}`, rows)
  }
  /** Locks rows, and the places between them where others would insert theirs. */
  const lock = (...[table, condition, value]: Rows) => {
    const [ofWhom, ids] = isOfNobody(table) ? ['', []] : ['organization_id = ? and ', [organizationId]]
    return other.execute(`select 1 from ${table} where ${ofWhom}${condition} for update`, [...ids, value])
  }
  /** Whoever acts has what is locked second when they wait for what is locked first. */
  const deadlock = async <T>(act: () => Promise<T>, [first, second]: [Rows, Rows]) => {
    await write(first[0])
    await lock(...first)
    const acting = act()
    await Promise.race([someoneWaits(desk.orm), acting])
    await lock(...second)
    await other.rollback()
    return acting
  }

  const ever = new Date(0)
  const allChanges = (): Rows => ['change_event', 'at > ?', ever]
  /** What is locked to count, and to add. */
  const counter = (): Rows =>
    isOfStaff ? ['platform_state', 'name = ?', 'staff-clients'] : ['mcp_server', 'created_at > ?', ever]
  const ownGrant = (): Rows => [grants, 'client_id = ?', ana.clientId]

  it('registers although MySQL rolls that back to end a deadlock', async () => {
    const register = () => issuer.visitor().register()
    const answer = await deadlock(register, [[clients, 'created_at > ?', ever], counter()])
    expect(answer.statusCode).toBe(201)
  })

  it('finds a new signing key although MySQL rolls that back to end a deadlock', async () => {
    const keys = isOfStaff ? 'staff_signing_key' : 'signing_key'
    const ofWhom = isOfStaff ? '' : ' where organization_id = ?'
    await desk.orm.em.execute(`delete from ${keys}${ofWhom}`, isOfStaff ? [] : [organizationId])
    const read = () => desk.app.inject({ url: '/oauth/jwks', headers: { host: issuer.host } })
    const answer = await deadlock(read, [[keys, 'created_at > ?', ever], counter()])
    expect(answer.statusCode).toBe(200)
  })

  const ofUser: [step: string, places: Rows, held: Rows][] = [
    ['signs up', ['mcp_server_user', 'created_at > ?', ever], allChanges()],
    // A session without an end is before those that have one.
    [
      'gives consent',
      [`${grants} force index (mcp_server_session_expiry_index)`, 'expires_at > ?', ever],
      [grants, 'created_at > ?', ever],
    ],
  ]
  const ofStaff: typeof ofUser = [
    ['gives consent', ['audit_log_entry', 'at > ?', ever], ['membership', 'created_at > ?', ever]],
  ]
  it.each(isOfStaff ? ofStaff : ofUser)(
    '%s although MySQL rolls that back to end a deadlock',
    async (_step, places, held) => {
      const answer = await deadlock(() => issuer.visitor().authorize(), [places, held])
      expect(answer.searchParams.get('code')).toBeTruthy()
    },
  )

  it('redeems a code although MySQL rolls that back to end a deadlock', async () => {
    const code = (await ana.authorize()).searchParams.get('code')!
    const answer = await deadlock(() => ana.redeem(code), [allChanges(), ownGrant()])
    expect(answer.statusCode).toBe(200)
  })

  it('refreshes a token although MySQL rolls that back to end a deadlock', async () => {
    // Nothing of it is there, but the new token belongs before it.
    const farAhead = `${artifacts} force index (${artifacts}_expiry_index)`
    const refresh = () => ana.refresh(tokens.refresh_token)
    const answer = await deadlock(refresh, [
      [farAhead, 'expires_at > ?', new Date('2100-01-01')],
      [artifacts, 'model = ?', 'RefreshToken'],
    ])
    expect(answer.statusCode).toBe(200)
  })

  it('is refused a code for the second time, although MySQL rolls back what that ends', async () => {
    const code = (await ana.authorize()).searchParams.get('code')!
    const { refresh_token: token } = (await ana.redeem(code)).json<Tokens>()
    // Only for staff: one statement ends the session of a user, and waits for nobody.
    const answer = await deadlock(() => ana.redeem(code), [allChanges(), ownGrant()])
    expect(answer.statusCode).toBe(400)
    expect((await ana.refresh(token)).statusCode).toBe(400)
  })
})
