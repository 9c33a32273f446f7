import type { ConnectAgentInput } from '#shared/agent.ts'
import { SCOPES } from '#shared/access-token.ts'
import { scopesOfRole } from '#shared/permissions.ts'
import { LockMode, UniqueConstraintViolationException } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/sql'
import { newIdOf } from '../../db/column-types.ts'
import { repeatAfterDeadlock } from '../../db/lock-conflict.ts'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import { REDIRECT_HOST_LENGTH } from '../authorization/client-limits.ts'
import { StaffClient } from '../authorization/staff-client.entity.ts'
import type { PlatformContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { enterOrganization } from '../organization/enter-organization.ts'
import { Membership } from '../organization/membership.entity.ts'
import { allow } from '../policy.ts'
import { sha256 } from '../sha256.ts'
import { ConnectedAgent } from './connected-agent.entity.ts'
import { writeGrantId } from './grant-id.ts'
import { isLive } from './live-agents.ts'

/** Days for which an agent is connected. */
const AGENT_DAYS = 90
const DAY_MS = 86_400_000

/** Agents that one person has in one organization at a time. */
const MAX_AGENTS = 50

export interface NewAgent extends ConnectAgentInput {
  /** The request in which the member agrees, and when it began. It gets one agent, however often the answer is sent. */
  request: { uid: string; startedAt: Date }
  clientId: string
  /** The name that the client gives itself. */
  clientName: string
  clientDomain: string | undefined
  redirectHost: string
}

/**
 * Connects an agent to one organization of a member, before anything is issued to its client. It is the OAuth grant. It
 * counts as connected once its code is redeemed.
 *
 * @returns the id of the grant
 * @throws DomainError `organization-not-found`, `forbidden` for a scope that is of no use to the role, `too-many-agents`
 */
export async function connectAgent(
  platform: PlatformContext,
  accountId: string,
  { org, scopes, request, redirectHost, ...client }: NewAgent,
): Promise<string> {
  const ctx = await enterOrganization(platform, accountId, org)
  allow(ctx, 'connect agents')
  const { organizationId, now, actor } = ctx
  const usable = 'role' in actor ? scopesOfRole(actor.role) : []
  if (scopes.some((scope) => !usable.includes(scope))) throw new DomainError('forbidden')
  const createdAt = now()
  const id = newIdOf(sha256(`${organizationId} ${request.uid}`), request.startedAt)
  const connect = async (em: EntityManager) => {
    // Locked, so that two requests at once cannot both take the last place.
    const membership = await em.findOne(
      Membership,
      { accountId },
      { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true },
    )
    if (!membership) throw new DomainError('organization-not-found')
    const mine = { accountId, membershipId: membership.id, ...isLive(createdAt) }
    if ((await em.count(ConnectedAgent, mine)) >= MAX_AGENTS) throw new DomainError('too-many-agents')
    em.create(ConnectedAgent, {
      id,
      organizationId,
      accountId,
      membershipId: membership.id,
      ...client,
      clientDomain: client.clientDomain?.slice(0, REDIRECT_HOST_LENGTH) ?? null,
      redirectHost: redirectHost.slice(0, REDIRECT_HOST_LENGTH),
      scopes: SCOPES.filter((scope) => scopes.includes(scope)).join(' '),
      createdAt,
      expiresAt: new Date(createdAt.getTime() + AGENT_DAYS * DAY_MS),
    })
    const details = { client: client.clientName }
    writeAuditEntry(em, ctx, { action: 'agent-connected', subject: id, details })
  }
  await repeatAfterDeadlock(() => ctx.em.transactional(connect)).catch((error: unknown) => {
    // The answer was sent twice, as by a double click.
    if (!(error instanceof UniqueConstraintViolationException)) throw error
  })
  await ctx.em.nativeUpdate(StaffClient, { id: client.clientId }, { lastUsedAt: createdAt })
  return writeGrantId({ organizationId, agentId: id })
}
