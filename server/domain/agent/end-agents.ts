import type { EntityManager } from '@mikro-orm/sql'
import { StaffArtifact } from '../authorization/staff-artifact.entity.ts'
import { type AgentEnd, ConnectedAgent } from './connected-agent.entity.ts'
import { type GrantId, writeGrantId } from './grant-id.ts'

/** Ends agents of one organization inside the caller's transaction. Call `deleteIssued` after it. */
export async function endAgents(
  em: EntityManager,
  agents: readonly GrantId[],
  endedBecause: AgentEnd,
  endedAt: Date,
): Promise<void> {
  if (agents.length === 0) return
  const ids = agents.map(({ agentId }) => agentId)
  await em.nativeUpdate(ConnectedAgent, { id: { $in: ids }, endedAt: null }, { endedAt, endedBecause })
}

/**
 * Deletes the codes and refresh tokens that were issued to agents that have ended. Nobody can use them any more, because each
 * use asks for the agent. They are of no organization, so this is no part of its transaction.
 */
export async function deleteIssued(em: EntityManager, agents: readonly GrantId[]): Promise<void> {
  if (agents.length === 0) return
  await em.nativeDelete(StaffArtifact, { grantId: { $in: agents.map(writeGrantId) } })
}
