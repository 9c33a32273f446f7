/** The id of a grant at the authorization server: the organization and the agent, so that its row is read as the organization's. */
export interface GrantId {
  organizationId: string
  agentId: string
}

export function writeGrantId({ organizationId, agentId }: GrantId): string {
  return `${organizationId}.${agentId}`
}

/** @param id one that `writeGrantId` wrote */
export function readGrantId(id: string): GrantId {
  const [organizationId = '', agentId = ''] = id.split('.')
  return { organizationId, agentId }
}
