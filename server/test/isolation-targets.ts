import { randomUUID } from 'node:crypto'
import type { Tenant } from './isolation-world.ts'

/** The ids a call reaches for: a tenant's own, or made up. */
export interface Target {
  slug: string
  keyId: string
  tokenId: string
  memberId: string
  reference: string
  userId: string
  sessionId: string
  invitationId: string
  /** Of the owner, on the dashboard. */
  dashboardSessionId: string
}

export function targetOf({
  server,
  ticket,
  ownerMemberId,
  endUser,
  invitationId,
  ownerSessionId,
  token,
}: Tenant): Target {
  return {
    slug: server.slug,
    keyId: server.keyId,
    tokenId: token.id,
    memberId: ownerMemberId,
    reference: ticket.reference,
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
    memberId: randomUUID(),
    reference: 'TK-0000-0000',
    userId: randomUUID(),
    sessionId: randomUUID(),
    invitationId: randomUUID(),
    dashboardSessionId: randomUUID(),
  }
}
