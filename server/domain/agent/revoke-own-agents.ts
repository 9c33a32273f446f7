import { LockMode } from '@mikro-orm/core'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import { publishChange } from '../publish-change.ts'
import type { PlatformContext } from '../context.ts'
import { listPlacesOfAccount } from '../organization/membership.repository.ts'
import { tenantScope } from '../tenant-scope.ts'
import { ConnectedAgent } from './connected-agent.entity.ts'
import { deleteIssued, endAgents } from './end-agents.ts'

/**
 * Ends every agent of an account at once, in each of its organizations. Each organization is a transaction.
 *
 * @returns how many were ended
 */
export async function revokeOwnAgents(ctx: PlatformContext, accountId: string): Promise<number> {
  const at = ctx.now()
  let count = 0
  for (const { organizationId, role } of await listPlacesOfAccount(ctx.em.fork(), accountId)) {
    const scope = tenantScope(ctx, organizationId)
    const actor = { kind: 'account', id: accountId, role } as const
    const ended = await scope.em.transactional(async (em) => {
      const live = { accountId, endedAt: null, expiresAt: { $gt: at } }
      const agents = await em.find(ConnectedAgent, live, { lockMode: LockMode.PESSIMISTIC_WRITE })
      if (agents.length === 0) return []
      for (const { id, clientName } of agents) {
        const details = { client: clientName }
        writeAuditEntry(em, { ...scope, actor }, { action: 'agent-revoked', subject: id, details })
      }
      const ids = agents.map(({ id: agentId }) => ({ organizationId, agentId }))
      await endAgents(em, ids, 'revoked', at)
      await publishChange(em, organizationId, { type: 'members-changed' })
      return ids
    })
    await deleteIssued(ctx.em.fork(), ended)
    count += ended.length
  }
  return count
}
