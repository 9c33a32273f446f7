import type { AccessTokenDto, Scope } from '#shared/access-token.ts'
import { Account } from '../account/account.entity.ts'
import type { TenantContext } from '../context.ts'
import { Membership } from '../organization/membership.entity.ts'
import type { AccessToken } from './access-token.entity.ts'

/** Whose token it is, and who reads it. */
interface Surroundings {
  /** The token's person; undefined for an account that is gone. */
  person: Account | undefined
  /** Whether the membership is there with which the token was made. */
  isMember: boolean
  /** The account that reads it. */
  readBy: string
  at: Date
}

/**
 * Presents tokens with their people.
 *
 * @param accountId who reads the list
 */
export async function presentAccessTokens(
  { em, now }: TenantContext,
  accountId: string,
  tokens: readonly AccessToken[],
): Promise<AccessTokenDto[]> {
  const accounts = await em.find(Account, { id: { $in: tokens.map((token) => token.accountId) } })
  const members = await em.find(Membership, { id: { $in: tokens.map((token) => token.membershipId) } })
  const people = new Map(accounts.map((account) => [account.id, account]))
  const memberships = new Set(members.map(({ id }) => id))
  const at = now()
  return tokens.map((token) =>
    presentAccessToken(token, {
      person: people.get(token.accountId),
      isMember: memberships.has(token.membershipId),
      readBy: accountId,
      at,
    }),
  )
}

/** Presents one token, without asking the database. */
export function presentAccessToken(
  token: AccessToken,
  { person, isMember, readBy, at }: Surroundings,
): AccessTokenDto {
  return {
    id: token.id,
    name: token.name,
    hint: token.hint,
    scopes: readScopes(token.scopes),
    person: {
      name: person?.name ?? '',
      email: person?.email ?? '',
      you: token.accountId === readBy,
    },
    createdAt: token.createdAt.toISOString(),
    expiresAt: token.expiresAt.toISOString(),
    ...(token.lastUsedAt && { lastUsedAt: token.lastUsedAt.toISOString() }),
    ...(token.revokedAt && { revokedAt: token.revokedAt.toISOString() }),
    state: stateOf(token, isMember, at),
  }
}

function stateOf(token: AccessToken, isMember: boolean, at: Date): AccessTokenDto['state'] {
  if (token.revokedAt) return 'revoked'
  if (!isMember) return 'orphaned'
  return token.expiresAt > at ? 'active' : 'expired'
}

/** @param stored scopes as the database holds them */
export function readScopes(stored: string): Scope[] {
  return stored.split(' ') as Scope[]
}
