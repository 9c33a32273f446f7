import { type Scope, SCOPES } from '#shared/access-token.ts'
import { scopesOfToken, verifyToken } from '../authorization/verify-token.ts'
import { staffStore } from '../authorization/staff-store.ts'
import { deskResource } from '../context.ts'
import type { PlatformContext, TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { tenantScope } from '../tenant-scope.ts'
import { touch } from '../touch.ts'
import { findLiveAgent } from './agent.repository.ts'
import { ConnectedAgent } from './connected-agent.entity.ts'

/**
 * Opens the organization of a connected agent to a request that carries its access token. Every request is checked, so
 * that an agent that is revoked, or whose person leaves or gets a smaller role, loses its access at once.
 *
 * @param token what the request carries; any text
 * @throws DomainError `invalid-token`: not issued for the desk, expired, of an agent that has ended, or of somebody who is
 *   no member any more
 */
export async function enterConnectedAgent(platform: PlatformContext, token: string): Promise<TenantContext> {
  const { appOrigin } = platform.settings
  const expected = { issuer: appOrigin, audience: deskResource(platform.settings), claims: ['org'] }
  const payload = await verifyToken(staffStore(platform), expected, token)
  const scope = tenantScope(platform, String(payload.org))
  const id = String(payload.sid)
  const agent = await findLiveAgent(scope, id)
  if (!agent || agent.accountId !== payload.sub) throw new DomainError('invalid-token')
  const at = scope.now()
  touch({ name: id, lastUsedAt: agent.lastUsedAt }, at, () =>
    scope.em.nativeUpdate(ConnectedAgent, { id }, { lastUsedAt: at }),
  )
  const ofToken = scopesOfToken(payload)
  const scopes: Scope[] = SCOPES.filter((each) => ofToken.includes(each) && agent.scopes.includes(each))
  const { accountId, role } = agent
  return { ...scope, actor: { kind: 'agent', id, accountId, role, scopes } }
}
