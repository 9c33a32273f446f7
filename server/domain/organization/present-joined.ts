import type { JoinedDto } from '#shared/invitation.ts'
import type { Account } from '../account/account.entity.ts'
import type { TenantScope } from '../context.ts'
import { listMembershipsOfAccount } from './membership.repository.ts'
import { Organization } from './organization.entity.ts'
import { presentSession } from './present-session.ts'

/** The session of an account that has just joined the organization of the scope. */
export async function presentJoined(
  { em, organizationId }: TenantScope,
  account: Pick<Account, 'id' | 'name' | 'email'>,
): Promise<JoinedDto> {
  const { slug } = await em.findOneOrFail(Organization, { id: organizationId })
  const organizations = await listMembershipsOfAccount(em, account.id)
  return { org: slug, session: presentSession(account, organizations) }
}
