import type { SignInInput } from '#shared/account.ts'
import type { Throttle } from '../account/sign-in-throttle.ts'
import { verifyCredentials } from '../account/verify-credentials.ts'
import type { TenantEntityManager } from '../../db/tenant.ts'
import { DomainError } from '../errors.ts'
import { McpServerUser } from './mcp-server-user.entity.ts'

/**
 * Finds the user of one MCP server and checks their password. An unknown address and a wrong password get the same answer
 * after the same time.
 *
 * @param clientIp the address the request came from, for throttling
 * @throws DomainError `wrong-credentials`, `account-disabled` (only with the right password), `quota-exceeded`
 */
export async function verifyEndUser(
  em: TenantEntityManager,
  mcpServerId: string,
  { email, password }: SignInInput,
  throttle: Throttle,
  clientIp: string,
): Promise<McpServerUser> {
  const emailKey = email.toLowerCase()
  const credentials = { account: `${mcpServerId} ${emailKey}`, clientIp, password, throttle }
  const user = await verifyCredentials(em, credentials, () =>
    em.findOne(McpServerUser, { mcpServerId, emailKey }, { populate: ['passwordHash'] }),
  )
  if (user.disabledAt) throw new DomainError('account-disabled')
  return user
}
