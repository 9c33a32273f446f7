import type { SignInInput } from '#shared/account.ts'
import { hashPassword, isOutdated, verifyPassword } from '../account/passwords.ts'
import type { SignInThrottle } from '../account/sign-in-throttle.ts'
import type { TenantScope } from '../context.ts'
import { DomainError } from '../errors.ts'
import { McpServerUser } from './mcp-server-user.entity.ts'

/**
 * Checks the password of one MCP server's user. An unknown address and a wrong password look and take the same.
 *
 * @param clientIp the address the request came from, for throttling
 * @returns the id of the user
 * @throws DomainError `wrong-credentials`, `account-disabled` (told to who knows the password only), `quota-exceeded`
 */
export async function signInEndUser(
  { em }: TenantScope,
  mcpServerId: string,
  { email, password }: SignInInput,
  throttle: SignInThrottle,
  clientIp: string,
): Promise<string> {
  const emailKey = email.toLowerCase()
  const account = `${mcpServerId} ${emailKey}`
  await throttle.attempt(account, clientIp)
  const user = await em.findOne(McpServerUser, { mcpServerId, emailKey }, { populate: ['passwordHash'] })
  if (!(await verifyPassword(user?.passwordHash ?? undefined, password)) || !user) {
    throw new DomainError('wrong-credentials')
  }
  await throttle.forgive(account, clientIp)
  if (user.passwordHash && isOutdated(user.passwordHash)) {
    user.passwordHash = await hashPassword(password)
    await em.flush()
  }
  if (user.disabledAt) throw new DomainError('account-disabled')
  return user.id
}
