import { isIssued } from '#sdk/wire/issued-secret.ts'
import type { PlatformContext, StaffActor } from '../context.ts'
import { sha256 } from '../sha256.ts'
import { findHolderOfToken, findTokenHolder, type TokenHolder } from './access-token.repository.ts'
import { readScopes } from './present-access-token.ts'

/** Whom a token acts for, with the organization that it belongs to. */
export interface TokenActor {
  actor: StaffActor
  holder: TokenHolder
}

/**
 * Finds out for whom a token acts, with the role that its person has now.
 *
 * @param token what the request carries as its token; any text
 * @param organizationSlug the organization that the request names, if it names one
 * @returns undefined when the token is malformed, unknown, expired or revoked, belongs to another organization, or when
 *   its person is no member any more
 */
export async function readTokenActor(
  ctx: PlatformContext,
  token: string,
  organizationSlug: string | undefined,
): Promise<TokenActor | undefined> {
  if (organizationSlug === undefined || !isIssued('access-token', token)) return undefined
  const holder = await findTokenHolder(ctx, organizationSlug, sha256(token))
  if (!holder) return undefined
  return { holder, actor: presentActor('access_token', holder) }
}

/** The same for a program that acts for itself, such as a coding agent. Its requests name no organization. */
export async function readAgentActor(ctx: PlatformContext, token: string): Promise<TokenActor | undefined> {
  if (!isIssued('access-token', token)) return undefined
  const holder = await findHolderOfToken(ctx, sha256(token))
  return holder && { holder, actor: presentActor('agent', holder) }
}

function presentActor(
  kind: 'access_token' | 'agent',
  { tokenId, accountId, role, scopes }: TokenHolder,
): StaffActor {
  return { kind, id: tokenId, accountId, role, scopes: readScopes(scopes) }
}
