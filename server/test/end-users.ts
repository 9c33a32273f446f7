import { randomBytes } from 'node:crypto'
import { newId } from '../db/column-types.ts'
import { forkForTenant } from '../db/tenant.ts'
import { McpServerSession } from '../domain/end-user/mcp-server-session.entity.ts'
import { McpServerUser } from '../domain/end-user/mcp-server-user.entity.ts'
import { OauthArtifact } from '../domain/authorization/oauth-artifact.entity.ts'
import { McpServer } from '../domain/mcp-server/mcp-server.entity.ts'
import { SupportTicketEvent } from '../domain/support-ticket/support-ticket-event.entity.ts'
import { SupportTicket } from '../domain/support-ticket/support-ticket.entity.ts'
import type { TestApp } from './harness.ts'

const DAY_MS = 86_400_000

export interface TestEndUser {
  id: string
  organizationId: string
  mcpServerId: string
  sessionId: string
  /** Of the ticket that they raised. */
  reference: string
}

interface EndUserTraits {
  name?: string
  email?: string
  clientName?: string
  clientId?: string
}

/** An end-user of the server with this slug who signed in, holds a refresh token and raised a ticket, as rows. */
export async function addEndUser(
  { orm }: TestApp,
  slug: string,
  { name = 'Ana Sousa', email, clientName = 'Claude Code', clientId = newId() }: EndUserTraits = {},
): Promise<TestEndUser> {
  const server = await orm.em.fork().findOneOrFail(McpServer, { slug }, { filters: false })
  const { organizationId, id: mcpServerId } = server
  const em = forkForTenant(orm.em, organizationId)
  const id = newId()
  const address = email ?? `${id}@example.com`
  const createdAt = new Date()
  em.create(McpServerUser, {
    id,
    organizationId,
    mcpServerId,
    name,
    email: address,
    emailKey: address.toLowerCase(),
    createdAt,
  })
  // One after the other: scalar ids do not tell the ORM which row must be there first.
  await em.flush()
  const user = { id, organizationId, mcpServerId }
  const sessionId = await addSession({ orm }, user, { clientName, clientId })
  const ticket = em.create(SupportTicket, {
    organizationId,
    mcpServerId,
    reference: `TK-${randomBytes(4).toString('hex').toUpperCase().replace(/^.{4}/, '$&-')}`,
    title: name,
    description: name,
    category: 'Other',
    status: 'open',
    origin: 'sdk',
    mcpServerUserId: id,
    reporterKey: id,
    mcpServerSessionId: sessionId,
    createdAt,
    updatedAt: createdAt,
  })
  em.create(SupportTicketEvent, {
    organizationId,
    supportTicketId: ticket.id,
    type: 'opened',
    actorKind: 'end_user',
    actorId: id,
    at: createdAt,
  })
  await em.flush()
  return { ...user, sessionId, reference: ticket.reference }
}

interface SessionTraits {
  clientName?: string
  clientId?: string
  createdAt?: Date
  expiresAt?: Date
  revokedAt?: Date
  lastSeenAt?: Date
}

/** Another sign-in of the user, with a refresh token. */
export async function addSession(
  { orm }: Pick<TestApp, 'orm'>,
  {
    id: mcpServerUserId,
    organizationId,
    mcpServerId,
  }: Pick<TestEndUser, 'id' | 'organizationId' | 'mcpServerId'>,
  traits: SessionTraits = {},
): Promise<string> {
  const em = forkForTenant(orm.em, organizationId)
  const createdAt = traits.createdAt ?? new Date()
  const expiresAt = new Date(createdAt.getTime() + 90 * DAY_MS)
  const { id } = em.create(McpServerSession, {
    id: newId(),
    organizationId,
    mcpServerUserId,
    redirectHost: 'localhost',
    createdAt,
    lastSeenAt: createdAt,
    expiresAt,
    ...traits,
  })
  em.create(OauthArtifact, {
    idHash: randomBytes(32),
    organizationId,
    mcpServerId,
    model: 'RefreshToken',
    grantId: id,
    sealedPayload: 'sealed',
    createdAt,
    expiresAt,
  })
  await em.flush()
  return id
}
