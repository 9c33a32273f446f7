import type { SessionDto } from '#shared/account.ts'
import type { Role } from '#shared/organization.ts'
import type { EntityManager } from '@mikro-orm/sql'
import type { PlatformContext } from '../context.ts'
import { findOrganizationOfSlug } from './find-organization.repository.ts'

/** Every organization of an account, by name. Crosses tenants by purpose: the account is the scope. */
export async function listMembershipsOfAccount(
  em: EntityManager,
  accountId: string,
): Promise<SessionDto['organizations']> {
  return em.execute(
    `select o.slug, o.name, m.role from membership m join organization o on o.id = m.organization_id
     where m.account_id = ? order by o.name, o.slug`,
    [accountId],
  )
}

export interface FoundMembership {
  organizationId: string
  role: Role
}

/** An account's place in the organization with this slug. Unknown and foreign organizations look the same. */
export async function findMembership(
  em: EntityManager,
  accountId: string,
  slug: string,
): Promise<FoundMembership | undefined> {
  const organizationId = await findOrganizationOfSlug(em, slug)
  if (organizationId === undefined) return undefined
  const [row]: { role: Role }[] = await em.execute(
    'select role from membership where organization_id = ? and account_id = ?',
    [organizationId, accountId],
  )
  return row && { organizationId, role: row.role }
}

/** Where an account is a member, and as what. Crosses tenants by purpose: the account is the scope. */
export async function listPlacesOfAccount(em: EntityManager, accountId: string): Promise<FoundMembership[]> {
  const rows: { organization_id: string; role: Role }[] = await em.execute(
    'select organization_id, role from membership where account_id = ? order by organization_id',
    [accountId],
  )
  return rows.map((row) => ({ organizationId: row.organization_id, role: row.role }))
}

interface SessionMember {
  idHash: Buffer
  organizationId: string
  accountId: string
  role: Role
}

/**
 * The accounts of sessions and their roles in these organizations, while session, account and membership are there. Sessions
 * and memberships may be in different databases, so each has a statement.
 *
 * @param idHashes SHA-256 of the sessions' secrets
 */
export async function findMembersOfSessions(
  { em, now }: PlatformContext,
  idHashes: readonly Buffer[],
  organizationIds: readonly string[],
): Promise<SessionMember[]> {
  const sessions: { id_hash: Uint8Array; account_id: string }[] = await em.execute(
    `select s.id_hash, s.account_id from dashboard_session s join account a on a.id = s.account_id
     where s.id_hash in (?) and s.expires_at > ?`,
    [idHashes, now()],
  )
  const accountIds = [...new Set(sessions.map((session) => session.account_id))]
  if (accountIds.length === 0) return []
  const members: { organization_id: string; account_id: string; role: Role }[] = await em.execute(
    `select organization_id, account_id, role from membership
     where organization_id in (?) and account_id in (?)`,
    [organizationIds, accountIds],
  )
  const membersOf = Map.groupBy(members, (member) => member.account_id)
  return sessions.flatMap(({ id_hash, account_id }) =>
    (membersOf.get(account_id) ?? []).map(({ organization_id, role }) => ({
      idHash: Buffer.from(id_hash),
      organizationId: organization_id,
      accountId: account_id,
      role,
    })),
  )
}
