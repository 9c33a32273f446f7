import { LockMode } from '@mikro-orm/core'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import { publishChange } from '../publish-change.ts'
import type { TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { allow, isAllowed } from '../policy.ts'
import { ConnectedAgent } from './connected-agent.entity.ts'
import { deleteIssued, endAgents } from './end-agents.ts'

/**
 * Ends an agent's access at once: one's own, or anybody's for those who manage access tokens. Revoking twice is no error.
 *
 * @throws DomainError `agent-not-found`: unknown, or somebody else's
 */
export async function revokeAgent(ctx: TenantContext, agentId: string): Promise<void> {
  const accountId = allow(ctx, 'revoke own access tokens')
  const { organizationId } = ctx
  await ctx.em.transactional(async (em) => {
    // Locked, so that of two revocations at once one is recorded.
    const agent = await em.findOne(ConnectedAgent, { id: agentId }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    const mayRevoke = agent?.accountId === accountId || isAllowed(ctx.actor, 'manage access tokens')
    if (!agent || !mayRevoke) throw new DomainError('agent-not-found')
    if (agent.endedAt) return
    await endAgents(em, [{ organizationId, agentId }], 'revoked', ctx.now())
    const details = { client: agent.clientName }
    writeAuditEntry(em, ctx, { action: 'agent-revoked', subject: agentId, details })
    await publishChange(em, organizationId, { type: 'members-changed' })
  })
  await deleteIssued(ctx.em, [{ organizationId, agentId }])
}
