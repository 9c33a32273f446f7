import type { ConnectedAgentDto } from '#shared/agent.ts'
import type { Scope } from '#shared/access-token.ts'
import { Account } from '../account/account.entity.ts'
import type { TenantContext } from '../context.ts'
import { Membership } from '../organization/membership.entity.ts'
import { allow } from '../policy.ts'
import { ConnectedAgent } from './connected-agent.entity.ts'
import { isLive } from './live-agents.ts'

/** The signed-in person's own agents in the organization, newest first. */
export async function listOwnAgents(ctx: TenantContext): Promise<ConnectedAgentDto[]> {
  return list(ctx, { accountId: allow(ctx, 'revoke own access tokens') })
}

/** Everybody's agents in the organization, newest first. */
export async function listAgents(ctx: TenantContext): Promise<ConnectedAgentDto[]> {
  allow(ctx, 'manage access tokens')
  return list(ctx, {})
}

async function list({ em, now }: TenantContext, whose: { accountId?: string }): Promise<ConnectedAgentDto[]> {
  const agents = await em.find(
    ConnectedAgent,
    { ...whose, ...isLive(now()) },
    { orderBy: { createdAt: 'desc', id: 'desc' } },
  )
  const accounts = await em.find(Account, { id: { $in: agents.map(({ accountId }) => accountId) } })
  const members = await em.find(Membership, { id: { $in: agents.map((agent) => agent.membershipId) } })
  const names = new Map(accounts.map(({ id, name }) => [id, name]))
  const memberships = new Set(members.map(({ id }) => id))
  return agents
    .filter(({ membershipId }) => memberships.has(membershipId))
    .map((agent) => present(agent, names.get(agent.accountId) ?? ''))
}

function present(agent: ConnectedAgent, name: string): ConnectedAgentDto {
  return {
    id: agent.id,
    clientName: agent.clientName,
    clientDomain: agent.clientDomain ?? null,
    redirectHost: agent.redirectHost,
    scopes: agent.scopes.split(' ') as Scope[],
    account: { id: agent.accountId, name },
    createdAt: agent.createdAt.toISOString(),
    lastUsedAt: agent.lastUsedAt?.toISOString() ?? null,
    expiresAt: agent.expiresAt.toISOString(),
  }
}
