import type { PlatformContext } from '../context.ts'
import { tenantScope } from '../tenant-scope.ts'
import { findLiveAgent, type LiveAgent } from './agent.repository.ts'
import { readGrantId } from './grant-id.ts'

/** What a member allowed a client, while the agent is connected and the person is a member. */
export function findAgentGrant(platform: PlatformContext, grantId: string): Promise<LiveAgent | undefined> {
  const { organizationId, agentId } = readGrantId(grantId)
  return findLiveAgent(tenantScope(platform, organizationId), agentId)
}
