import { randomUUID } from 'node:crypto'
import type { Tenant } from './isolation-world.ts'

/** The ids a call reaches for: a tenant's own, or made up. */
export interface Target {
  slug: string
  keyId: string
  tokenId: string
  agentId: string
  memberId: string
  reference: string
  /** A change of a ticket's status. */
  operation: string
  userId: string
  sessionId: string
  invitationId: string
  /** Of the owner, on the dashboard. */
  dashboardSessionId: string
}

export function targetOf({
  server,
  ticket,
  operation,
  ownerMemberId,
  endUser,
  invitationId,
  ownerSessionId,
  token,
  agentId,
}: Tenant): Target {
  return {
    slug: server.slug,
    keyId: server.keyId,
    tokenId: token.id,
    agentId,
    memberId: ownerMemberId,
    reference: ticket.reference,
    operation,
    userId: endUser.id,
    sessionId: endUser.sessionId,
    invitationId,
    dashboardSessionId: ownerSessionId,
  }
}

export function randomTarget(): Target {
  return {
    slug: `x-${randomUUID()}`,
    keyId: randomUUID(),
    tokenId: randomUUID(),
    agentId: randomUUID(),
    memberId: randomUUID(),
    reference: 'TK-0000-0000',
    operation: randomUUID(),
    userId: randomUUID(),
    sessionId: randomUUID(),
    invitationId: randomUUID(),
    dashboardSessionId: randomUUID(),
  }
}
