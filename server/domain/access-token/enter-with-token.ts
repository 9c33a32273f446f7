import type { PlatformContext, TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { tenantScope } from '../tenant-scope.ts'
import { touch } from '../touch.ts'
import { AccessToken } from './access-token.entity.ts'
import { readAgentActor, readTokenActor, type TokenActor } from './read-token-actor.ts'

/** One answer for every token that is not accepted, so that it tells nothing about the token. */
const NOT_VALID =
  'The access token is not valid. It may be mistyped, expired, revoked, or not of this organization.'

/**
 * Opens the organization of an access token to a request that carries it.
 *
 * @param token what the request carries; any text
 * @param organizationSlug the organization that the request names, if it names one
 * @throws DomainError `invalid-token`: malformed, unknown, expired, revoked, of another organization or of somebody who
 *   is no member any more
 */
export async function enterWithToken(
  platform: PlatformContext,
  token: string,
  organizationSlug: string | undefined,
): Promise<TenantContext> {
  return enter(platform, await readTokenActor(platform, token, organizationSlug))
}

/**
 * Opens the organization of an access token to an agent, whose requests name none.
 *
 * @param token what the request carries; any text
 * @throws DomainError `invalid-token`, as above
 */
export async function enterAsAgent(platform: PlatformContext, token: string): Promise<TenantContext> {
  return enter(platform, await readAgentActor(platform, token))
}

function enter(platform: PlatformContext, found: TokenActor | undefined): TenantContext {
  if (!found) throw new DomainError('invalid-token', { detail: NOT_VALID })
  const { actor, holder } = found
  const ctx: TenantContext = { ...tenantScope(platform, holder.organizationId), actor }
  const at = ctx.now()
  touch({ name: holder.tokenId, lastUsedAt: holder.lastUsedAt }, at, () =>
    ctx.em.nativeUpdate(AccessToken, { id: holder.tokenId }, { lastUsedAt: at }),
  )
  return ctx
}
