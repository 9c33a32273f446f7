import { randomUUID } from 'node:crypto'
import { type CreatedAccessTokenDto, SCOPES } from '#shared/access-token.ts'
import type { DashboardSessionDto } from '#shared/account.ts'
import type { CreatedInvitationDto } from '#shared/invitation.ts'
import type { MemberDto, Role } from '#shared/organization.ts'
import type { TicketDto } from '#shared/support-ticket.ts'
import type { StatusesChangeDto } from '#shared/ticket-statuses.ts'
import { decodeJwt } from 'jose'
import type { ObserveStatement } from '../db/observe-statement.ts'
import { addMember } from '../domain/organization/add-member.ts'
import { AgentVisitor } from './agent-visitor.ts'
import { createServer, PASSWORD, signUpStaff, type Staff, type TestServer, Visitor } from './factories.ts'
import type { Tokens } from './oauth-flow.ts'
import { addEndUser, type TestEndUser } from './end-users.ts'
import { startTestApp, type TestApp } from './harness.ts'

/** Stands in every text of the victim, so that a leak is found wherever it shows. */
export const CANARY = 'CANARY-OF-THE-VICTIM'

export interface Tenant {
  owner: Staff
  server: TestServer
  ticket: TicketDto
  /** A change of another ticket's status. */
  operation: string
  ownerMemberId: string
  /** Of its server, signed in, with a ticket. */
  endUser: TestEndUser
  invitationId: string
  ownerSessionId: string
  /** An access token of its owner, with every scope. */
  token: { id: string; secret: string }
  /** An agent of its owner, with every scope. */
  agentId: string
  agentTokens: Tokens
}

/** Two tenants and everybody who might try to reach from one into the other. */
export interface World extends TestApp {
  attacker: Tenant
  victim: Tenant
  nobody: Visitor
  /** In the victim's organization, besides its owner. */
  staff: Record<Exclude<Role, 'owner'>, Visitor>
  removed: Visitor
}

export async function createWorld(url: string, observe?: ObserveStatement): Promise<World> {
  const test = await startTestApp(url, {}, undefined, observe)
  const attacker = await createTenant(test, 'Attacker')
  const victim = await createTenant(test, CANARY)
  const removed = await join(test, victim, 'member')
  const members = await victim.owner.visitor.query<MemberDto[]>('organization.members', {
    org: victim.owner.org,
  })
  const left = members.find((each) => each.role === 'member')!
  await victim.owner.visitor.mutate('organization.removeMember', { org: victim.owner.org, memberId: left.id })
  return {
    ...test,
    attacker,
    victim,
    nobody: new Visitor(test.app),
    staff: {
      viewer: await join(test, victim, 'viewer'),
      member: await join(test, victim, 'member'),
      admin: await join(test, victim, 'admin'),
    },
    removed,
  }
}

async function createTenant(test: TestApp, name: string): Promise<Tenant> {
  const owner = await signUpStaff(test.app, name)
  const server = await createServer(owner, { name, description: name })
  const words = { title: name, description: name, category: 'Other' }
  const ticket = await owner.visitor.mutate<TicketDto>('supportTicket.open', {
    org: owner.org,
    server: server.slug,
    words,
  })
  const operation = await changeAnother(owner, server.slug, words)
  const [ownMembership] = await owner.visitor.query<MemberDto[]>('organization.members', { org: owner.org })
  const endUser = await addEndUser(test, server.slug, { name, clientName: name })
  const { invitation } = await owner.visitor.mutate<CreatedInvitationDto>('invitation.create', {
    org: owner.org,
    role: 'member',
  })
  const [session] = await owner.visitor.query<DashboardSessionDto[]>('account.sessions')
  const { token, secret } = await owner.visitor.mutate<CreatedAccessTokenDto>('accessToken.create', {
    org: owner.org,
    name,
    scopes: SCOPES,
  })
  const agentTokens = await new AgentVisitor(test.app, owner).connect()
  const agentId = decodeJwt<{ sid: string }>(agentTokens.access_token).sid
  return {
    owner,
    server,
    ticket,
    operation,
    ownerMemberId: ownMembership!.id,
    endUser,
    invitationId: invitation.id,
    ownerSessionId: session!.id,
    token: { id: token.id, secret },
    agentId,
    agentTokens,
  }
}

/** @returns the change of a second ticket's status */
async function changeAnother({ visitor, org }: Staff, server: string, words: object): Promise<string> {
  const { reference } = await visitor.mutate<TicketDto>('supportTicket.open', { org, server, words })
  const change = { org, references: [reference], status: 'in_progress' }
  return (await visitor.mutate<StatusesChangeDto>('supportTicket.changeStatuses', change)).operation
}

async function join({ app, orm, config }: TestApp, { owner }: Tenant, role: Role): Promise<Visitor> {
  const email = `${randomUUID()}@example.com`
  const ctx = { em: orm.em.fork(), now: () => new Date(), settings: config }
  await addMember(ctx, { organizationSlug: owner.org, name: role, email, password: PASSWORD, role })
  const visitor = new Visitor(app)
  await visitor.mutate('account.signIn', { email, password: PASSWORD })
  return visitor
}
