import type { SessionDto } from '#shared/account.ts'
import type { Account } from '../account/account.entity.ts'

/** The signed-in account, with the organizations it belongs to. */
export function presentSession(
  { name, email }: Pick<Account, 'name' | 'email'>,
  organizations: SessionDto['organizations'],
): SessionDto {
  return { account: { name, email }, organizations }
}
