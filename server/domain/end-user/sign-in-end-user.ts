import type { SignInInput } from '#shared/account.ts'
import type { SignInBrowser } from '../account/sign-in-browser.ts'
import type { TenantScope } from '../context.ts'
import { DomainError } from '../errors.ts'
import type { VerifiedUser } from './verified-user.ts'
import { verifyEndUser } from './verify-end-user.ts'

/**
 * Checks the password of one MCP server's user. A password that staff gave to them lets nobody in: the user has to
 * choose another one first.
 *
 * @returns the user, with the time of the password that was checked
 * @throws DomainError `wrong-credentials`, `account-disabled` and `password-change-required` (only with the right
 *   password), `quota-exceeded`
 */
export async function signInEndUser(
  { em }: TenantScope,
  mcpServerId: string,
  input: SignInInput,
  browser: SignInBrowser,
): Promise<VerifiedUser> {
  const user = await verifyEndUser(em, mcpServerId, input, browser)
  if (user.passwordMustChange) throw new DomainError('password-change-required')
  return { id: user.id, passwordChangedAt: user.passwordChangedAt }
}
