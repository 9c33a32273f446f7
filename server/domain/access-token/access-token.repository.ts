import type { Role } from '#shared/organization.ts'
import { readTimestamp } from '../../db/read-timestamp.ts'
import type { PlatformContext } from '../context.ts'
import { findOrganizationOfSlug } from '../organization/find-organization.repository.ts'

/** An active token and its person's place in the organization. */
export interface TokenHolder {
  organizationId: string
  tokenId: string
  accountId: string
  role: Role
  /** Separated by spaces. */
  scopes: string
  lastUsedAt: Date | undefined
}

interface Row {
  organization_id: string
  id: string
  account_id: string
  role: Role
  scopes: string
  last_used_at: string | number | null
}

/** Finds the active token of an organization with this hash, and the membership of its person as it is now. */
export async function findTokenHolder(
  { em, now }: PlatformContext,
  organizationSlug: string,
  tokenHash: Buffer,
): Promise<TokenHolder | undefined> {
  const organizationId = await findOrganizationOfSlug(em, organizationSlug)
  if (organizationId === undefined) return undefined
  const rows: Row[] = await em.fork().execute(
    `select t.organization_id, t.id, t.account_id, m.role, t.scopes, t.last_used_at
     from access_token t
     join membership m on m.organization_id = t.organization_id and m.account_id = t.account_id
       and m.id = t.membership_id
     where t.organization_id = ? and t.token_hash = ? and t.revoked_at is null and t.expires_at > ?`,
    [organizationId, tokenHash, now()],
  )
  return presentHolder(rows[0])
}

/** The same for a request that names no organization: a token is of one. */
export async function findHolderOfToken(
  { em, now }: PlatformContext,
  tokenHash: Buffer,
): Promise<TokenHolder | undefined> {
  const rows: Row[] = await em.fork().execute(
    `select t.organization_id, t.id, t.account_id, m.role, t.scopes, t.last_used_at
     from access_token t
     join membership m on m.organization_id = t.organization_id and m.account_id = t.account_id
       and m.id = t.membership_id
     where t.token_hash = ? and t.revoked_at is null and t.expires_at > ?`,
    [tokenHash, now()],
  )
  return presentHolder(rows[0])
}

function presentHolder(row: Row | undefined): TokenHolder | undefined {
  return (
    row && {
      organizationId: row.organization_id,
      tokenId: row.id,
      accountId: row.account_id,
      role: row.role,
      scopes: row.scopes,
      lastUsedAt: row.last_used_at === null ? undefined : readTimestamp(row.last_used_at),
    }
  )
}
