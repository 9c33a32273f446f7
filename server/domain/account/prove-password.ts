import type { EntityManager } from '@mikro-orm/sql'
import { DomainError } from '../errors.ts'
import { hashPassword, isOutdated, verifyPassword } from './passwords.ts'
import type { SignInThrottle } from './sign-in-throttle.ts'

/** Who signs in, as the throttle tells them apart, and from where. */
export interface PasswordAttempt {
  account: string
  clientIp: string
  password: string
  throttle: SignInThrottle
}

/**
 * Finds who it is that signs in, if the password is theirs. An unknown one and a wrong password look and take the same.
 * A hash that was made with older parameters is made anew.
 *
 * @param find looks for the holder, with `passwordHash` loaded
 * @throws DomainError `wrong-credentials`, `quota-exceeded`
 */
export async function provePassword<Holder extends { passwordHash?: string | null }>(
  em: EntityManager,
  { account, clientIp, password, throttle }: PasswordAttempt,
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
