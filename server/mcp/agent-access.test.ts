import {
  type CreatedAccessTokenDto,
  type RevokedTokensDto,
  type Scope,
  SCOPES,
} from '#shared/access-token.ts'
import type { ConnectedAgentDto } from '#shared/agent.ts'
import type { AuditLogPageDto } from '#shared/audit-log.ts'
import type { TicketDto } from '#shared/support-ticket.ts'
import { randomUUID } from 'node:crypto'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildApp } from '../app.ts'
import { deleteUnredeemedAgents } from '../domain/agent/agent-clean-up.repository.ts'
import { deleteExpiredOauth } from '../domain/authorization/oauth-clean-up.repository.ts'
import { rotateSigningKeys } from '../domain/authorization/rotate-signing-keys.ts'
import { AgentVisitor } from '../test/agent-visitor.ts'
import { callTool } from '../test/call-tool.ts'
import { databases } from '../test/databases.ts'
import { PASSWORD, Visitor } from '../test/factories.ts'
import { createWorld, type World } from '../test/isolation-world.ts'
import { organizationIdOf } from '../test/organization-id.ts'
import { ALL_TENANTS } from '../db/all-tenants.ts'
import { countAll } from '../test/count-all.ts'
import type { Tokens } from '../test/oauth-flow.ts'

const DAY_MS = 86_400_000
const GONE = { status: 401, code: 'invalid-token' }
const READING = ['tickets:read', 'servers:read'] as const

describe.each(databases)('R2.6 what ends and narrows an agent’s access on $name', ({ url }) => {
  let world: World
  let org: string
  let organizationId: string
  beforeAll(async () => {
    world = await createWorld(url)
    ;({ org } = world.victim.owner)
    organizationId = await organizationIdOf(world, org)
  })
  afterAll(() => world.close())

  const agentOf = (visitor: Visitor) => new AgentVisitor(world.app, { visitor, org })
  const sidOf = ({ access_token: token }: Tokens) => decodeJwt<{ sid: string }>(token).sid
  const call = ({ access_token: token }: Tokens, name: string, args: object = {}) =>
    callTool(world.app, token, name, args)
  const list = (visitor: Visitor, which = 'listOwn') =>
    visitor.query<ConnectedAgentDto[]>(`agent.${which}`, { org })
  async function connect(visitor: Visitor, scopes: readonly Scope[] = SCOPES) {
    const client = agentOf(visitor)
    const tokens = await client.connect(scopes)
    expect(await call(tokens, 'list_servers')).toMatchObject({ status: 200 })
    return { client, tokens, id: sidOf(tokens) }
  }
  async function expectGone({ client, tokens }: Awaited<ReturnType<typeof connect>>) {
    expect(await call(tokens, 'list_servers')).toMatchObject(GONE)
    expect((await client.refresh(tokens.refresh_token)).json()).toMatchObject({ error: 'invalid_grant' })
  }
  const rowOf = async (id: string) => {
    const sql = 'select * from connected_agent where organization_id = ? and id = ?'
    const [row] = await world.orm.em.execute<Record<string, string>[]>(sql, [organizationId, id])
    return row!
  }
  const setMembership = async (id: string, sql: string, ...values: unknown[]) => {
    const { membership_id: membership } = await rowOf(id)
    const its = 'where organization_id = ? and id = ?'
    await world.orm.em.execute(`update membership set ${sql} ${its}`, [...values, organizationId, membership])
  }

  it('lets a role connect with what it can use, and no more', async () => {
    const client = agentOf(world.staff.viewer)
    await expect(client.approve(['tickets:write'])).rejects.toThrow('403')
    await expect(client.approve(SCOPES)).rejects.toThrow('forbidden')
    const { tokens } = await connect(world.staff.viewer, READING)
    expect(await call(tokens, 'search_tickets')).toMatchObject({ status: 200, code: undefined })
  })

  it('does what the role allows now, at the next call', async () => {
    const { tokens, id } = await connect(world.staff.member)
    const note = { reference: world.victim.ticket.reference, text: 'Seen.' }
    expect((await call(tokens, 'add_note', note)).code).toBeUndefined()
    await setMembership(id, 'role = ?', 'viewer')
    expect(await call(tokens, 'add_note', note)).toMatchObject({ status: 200, code: 'forbidden' })
    expect((await call(tokens, 'search_tickets')).code).toBeUndefined()
    await setMembership(id, 'role = ?', 'member')
  })

  it('ends with the membership; coming back is another one', async () => {
    const agent = await connect(world.staff.admin)
    const code = (await agent.client.authorize()).searchParams.get('code')!
    // As for somebody who was removed and added again.
    await setMembership(agent.id, 'id = ?', randomUUID())
    await expectGone(agent)
    expect((await agent.client.redeem(code)).json()).toMatchObject({ error: 'invalid_grant' })
    expect(await list(world.staff.admin)).toEqual([])
  })

  it('ends at its time', async () => {
    const agent = await connect(world.staff.member)
    await world.orm.em.execute(
      'update connected_agent set expires_at = created_at where organization_id = ? and id = ?',
      [organizationId, agent.id],
    )
    await expectGone(agent)
    expect((await list(world.staff.member)).map(({ id }) => id)).not.toContain(agent.id)
  })

  it('ends when its client revokes its refresh token', async () => {
    const agent = await connect(world.staff.member)
    const { clientId } = agent.client
    const revoked = await world.app.inject({
      method: 'POST',
      url: '/oauth/revocation',
      headers: { host: 'localhost:3000', 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ client_id: clientId, token: agent.tokens.refresh_token }).toString(),
    })
    expect(revoked.statusCode).toBe(200)
    await expectGone(agent)
    expect(await rowOf(agent.id)).toMatchObject({ ended_because: 'left' })
  })

  it('is revoked by its person and by those who manage access tokens, and by nobody else', async () => {
    const { owner } = world.victim
    const agent = await connect(world.staff.member)
    const revoke = { org, agentId: agent.id }
    expect(await world.staff.viewer.problemOf('mutate', 'agent.revoke', revoke)).toMatchObject({
      code: 'agent-not-found',
    })
    expect((await list(owner.visitor, 'listAll')).map(({ id }) => id)).toContain(agent.id)
    await owner.visitor.mutate('agent.revoke', revoke)
    await owner.visitor.mutate('agent.revoke', revoke)
    await expectGone(agent)
    const { entries } = await owner.visitor.query<AuditLogPageDto>('organization.auditLog', { org })
    expect(entries.filter(({ subject }) => subject === agent.id)).toMatchObject([
      { action: 'agent-revoked', subjectName: 'member', details: { client: 'Test client' } },
      { action: 'agent-connected', actor: { kind: 'account', name: 'member' } },
    ])
  })

  it('stays when the password changes, and ends with all of its person’s tokens', async () => {
    const agent = await connect(world.staff.member)
    const input = { currentPassword: PASSWORD, password: 'another long password' }
    await world.staff.member.mutate('account.changePassword', input)
    expect(await call(agent.tokens, 'list_servers')).toMatchObject({ status: 200 })
    const mine = await list(world.staff.member)
    const create = { org, name: 't', scopes: SCOPES }
    await world.staff.member.mutate<CreatedAccessTokenDto>('accessToken.create', create)
    const revoked = await world.staff.member.mutate<RevokedTokensDto>('accessToken.revokeOwn')
    expect(revoked).toEqual({ revoked: 1, agents: mine.length })
    await expectGone(agent)
  })

  it('is named with its person and its client in the timeline', async () => {
    const { owner, ticket } = world.victim
    const { tokens } = await connect(owner.visitor)
    await call(tokens, 'add_note', { reference: ticket.reference, text: 'By an agent.' })
    const input = { org, reference: ticket.reference }
    const { events } = await owner.visitor.query<TicketDto>('supportTicket.get', input)
    expect(events.at(-1)).toMatchObject({
      actor: { kind: 'agent', name: 'Ada Lovelace via an agent (Test client)' },
    })
    const { entries } = await owner.visitor.query<AuditLogPageDto>('organization.auditLog', { org })
    expect(entries[0]).toMatchObject({
      action: 'ticket-noted-by-agent',
      actor: { kind: 'agent', name: 'Ada Lovelace via an agent' },
    })
  })

  it('429 with Retry-After for an agent that asks too often, on whichever token, and not for another', async () => {
    const { config, orm } = world
    const app = await buildApp({
      config: { ...config, quotas: { ...config.quotas, tokenPerMinute: 3 } },
      orm,
    })
    const { owner } = world.victim
    const one = await connect(owner.visitor)
    const other = await connect(owner.visitor)
    for (let count = 0; count < 3; count++)
      expect((await callTool(app, one.tokens.access_token, 'list_servers')).status).toBe(200)
    const renewed = (await one.client.refresh(one.tokens.refresh_token)).json<Tokens>()
    const refused = await callTool(app, renewed.access_token, 'list_servers')
    expect(refused).toMatchObject({ status: 429, code: 'quota-exceeded' })
    expect((await callTool(app, other.tokens.access_token, 'list_servers')).status).toBe(200)
    await app.close()
  })

  it('429 for an access token that has used up its calls as a script, and the other way round', async () => {
    const { config, orm } = world
    const app = await buildApp({
      config: { ...config, quotas: { ...config.quotas, tokenPerMinute: 3 } },
      orm,
    })
    const { owner } = world.victim
    const tokenOf = async (name: string) =>
      (await owner.visitor.mutate<CreatedAccessTokenDto>('accessToken.create', { org, name, scopes: SCOPES }))
        .secret
    const [one, other] = [await tokenOf('one'), await tokenOf('other')]
    const asAgent = async (token: string) => (await callTool(app, token, 'list_servers')).status
    const asScript = async (token: string) =>
      (await Object.assign(new Visitor(app), { token }).send('GET', 'supportTicket.countOpen', { org }))
        .statusCode
    expect([await asAgent(one), await asScript(one), await asAgent(one)]).toEqual([200, 200, 200])
    expect([await asAgent(one), await asScript(one)]).toEqual([429, 429])
    expect([await asAgent(other), await asScript(other)]).toEqual([200, 200])
    await app.close()
  })

  it('is deleted when its code was never redeemed, and stays otherwise', async () => {
    const { owner } = world.victim
    const used = await connect(owner.visitor)
    const unused = agentOf(owner.visitor)
    await unused.authorize()
    const em = world.orm.em.fork()
    const count = () => countAll(world, 'connected_agent')
    const before = await count()
    const unredeemed = await em.execute<{ n: number | string }[]>(
      `select ${ALL_TENANTS} count(*) as n from connected_agent where last_used_at is null`,
    )
    const gone = Number(unredeemed[0]!.n)
    const later = new Date(Date.now() + 25 * 3_600_000)
    await deleteExpiredOauth(em, later)
    await deleteUnredeemedAgents(em, later)
    expect(gone).toBeGreaterThan(0)
    expect(await count()).toBe(before - gone)
    expect((await used.client.refresh(used.tokens.refresh_token)).statusCode).toBe(200)
  })

  it('goes on when the signing key is rotated', async () => {
    const { orm, config, victim } = world
    const agent = await connect(victim.owner.visitor)
    const ctx = { em: orm.em.fork(), now: () => new Date(), settings: config }
    expect(await rotateSigningKeys(ctx)).toContain('the desk')
    expect(await call(agent.tokens, 'list_servers')).toMatchObject({ status: 200 })
    const next = (await agent.client.refresh(agent.tokens.refresh_token)).json<Tokens>()
    expect(await call(next, 'list_servers')).toMatchObject({ status: 200 })
    const far = new Date(Date.now() + DAY_MS)
    const tomorrow = await buildApp({ config, orm, now: () => far })
    const jwks = await tomorrow.inject({ url: '/oauth/jwks', headers: { host: 'localhost:3000' } })
    expect(jwks.json<{ keys: object[] }>().keys).toHaveLength(1)
    await tomorrow.close()
  })
})
