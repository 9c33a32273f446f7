import type { EntityManager } from '@mikro-orm/sql'
import { DomainError } from '../errors.ts'
import { hashPassword, isOutdated, verifyPassword } from './passwords.ts'
import type { Throttle } from './sign-in-throttle.ts'

/** One attempt to sign in. */
export interface Credentials {
  /** Names the account to the throttle. */
  account: string
  /** The address the request came from. */
  clientIp: string
  password: string
  throttle: Throttle
}

/**
 * Finds who signs in and checks their password. An unknown account and a wrong password get the same answer after the
 * same time. A hash that was made with older parameters is replaced.
 *
 * @param find looks for the holder of the account, with `passwordHash` loaded
 * @throws DomainError `wrong-credentials`, `quota-exceeded`
 */
export async function verifyCredentials<Holder extends { passwordHash?: string | null }>(
  em: EntityManager,
  { account, clientIp, password, throttle }: Credentials,
  find: () => Promise<Holder | null>,
): Promise<Holder> {
  await throttle.attempt(account, clientIp)
  const holder = await find()
  const passwordHash = holder?.passwordHash ?? undefined
  if (!(await verifyPassword(passwordHash, password)) || !holder) throw new DomainError('wrong-credentials')
  await throttle.forgive(account, clientIp)
  if (passwordHash !== undefined && isOutdated(passwordHash)) {
    holder.passwordHash = await hashPassword(password)
    await em.flush()
  }
  return holder
}
