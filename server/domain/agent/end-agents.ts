import type { EntityManager } from '@mikro-orm/sql'
import { StaffArtifact } from '../authorization/staff-artifact.entity.ts'
import { type AgentEnd, ConnectedAgent } from './connected-agent.entity.ts'
import { type GrantId, writeGrantId } from './grant-id.ts'

/**
 * Ends agents of one organization inside the caller's transaction, and deletes the codes and refresh tokens that were
 * issued to them. Agents first, then artifacts: the same order as wherever both are locked.
 */
export async function endAgents(
  em: EntityManager,
  agents: readonly GrantId[],
  endedBecause: AgentEnd,
  endedAt: Date,
): Promise<void> {
  if (agents.length === 0) return
  const ids = agents.map(({ agentId }) => agentId)
  await em.nativeUpdate(ConnectedAgent, { id: { $in: ids }, endedAt: null }, { endedAt, endedBecause })
  await em.nativeDelete(StaffArtifact, { grantId: { $in: agents.map(writeGrantId) } })
}
