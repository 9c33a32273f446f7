import type { SessionDto } from '#shared/account.ts'
import type { EntityManager } from '@mikro-orm/sql'
import { listMembershipsOfAccount } from '../organization/membership.repository.ts'
import type { Account } from './account.entity.ts'

export async function presentSession(em: EntityManager, account: Account): Promise<SessionDto> {
  return {
    account: { name: account.name, email: account.email },
    organizations: await listMembershipsOfAccount(em, account.id),
  }
}
