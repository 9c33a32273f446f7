import type { SignInInput } from '#shared/account.ts'
import type { SignInBrowser } from '../account/sign-in-browser.ts'
import { verifyCredentials } from '../account/verify-credentials.ts'
import type { TenantEntityManager } from '../../db/tenant.ts'
import { DomainError } from '../errors.ts'
import { McpServerUser } from './mcp-server-user.entity.ts'

/**
 * Finds the user of one MCP server and checks their password. An unknown address and a wrong password get the same answer
 * after the same time.
 *
 * @throws DomainError `wrong-credentials`, `account-disabled` (only with the right password), `quota-exceeded`
 */
export async function verifyEndUser(
  em: TenantEntityManager,
  mcpServerId: string,
  { email, password }: SignInInput,
  browser: SignInBrowser,
): Promise<McpServerUser> {
  const emailKey = email.toLowerCase()
  const user = await verifyCredentials(em, {
    emailKey,
    password,
    browser,
    find: () => em.findOne(McpServerUser, { mcpServerId, emailKey }, { populate: ['passwordHash'] }),
    knownSince: ({ passwordChangedAt }) => passwordChangedAt,
  })
  if (user.disabledAt) throw new DomainError('account-disabled')
  return user
}
