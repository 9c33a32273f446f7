import type { EndUserPasswordChangeInput } from '#shared/sign-in.ts'
import { hashPassword } from '../account/passwords.ts'
import { refuseKnownPassword } from '../account/refuse-known-password.ts'
import { refuseSamePassword } from '../account/refuse-same-password.ts'
import type { SignInBrowser } from '../account/sign-in-browser.ts'
import type { TenantScope } from '../context.ts'
import { DomainError } from '../errors.ts'
import { endSessions } from './end-sessions.ts'
import { McpServerSession } from './mcp-server-session.entity.ts'
import { McpServerUser } from './mcp-server-user.entity.ts'
import type { VerifiedUser } from './verified-user.ts'
import { verifyEndUser } from './verify-end-user.ts'
import { publishChange } from '../publish-change.ts'

/**
 * Changes the password of one MCP server's user who knows the current one, also if staff gave it to them. It is checked
 * as at sign-in, with the same throttle. As after a reset by staff, all sessions end and every browser has to sign in
 * again. None is known to the user any more, except the one that asks.
 *
 * @returns the id of the user
 * @throws DomainError `wrong-credentials`, `account-disabled`, `quota-exceeded`, `validation-failed` (a well-known or the
 *   same password)
 */
export async function changeEndUserPassword(
  { em, organizationId, now }: TenantScope,
  mcpServerId: string,
  { email, currentPassword, password }: EndUserPasswordChangeInput,
  browser: SignInBrowser,
): Promise<VerifiedUser> {
  await refuseKnownPassword(password, email)
  refuseSamePassword(password, currentPassword)
  const input = { email, password: currentPassword }
  const { id, passwordHash: before } = await verifyEndUser(em, mcpServerId, input, browser)
  const passwordHash = await hashPassword(password)
  const at = now()
  const knownNetworks = browser.remember({ emailKey: email.toLowerCase(), knownSince: at }) ?? null
  await em.transactional(async (em) => {
    // Of two changes at once, the second one was not made with the current password.
    const changed = await em.nativeUpdate(
      McpServerUser,
      { organizationId, id, passwordHash: before },
      { passwordHash, passwordChangedAt: at, passwordMustChange: false, knownNetworks },
    )
    if (changed === 0) throw new DomainError('wrong-credentials')
    const sessions = await em.find(McpServerSession, { mcpServerUserId: id, revokedAt: null })
    await endSessions(em, mcpServerId, sessions, at)
    await publishChange(em, organizationId, { type: 'end-users-changed' })
  })
  return { id, passwordChangedAt: at }
}
