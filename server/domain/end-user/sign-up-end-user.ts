import type { EndUserSignUpInput } from '#shared/sign-in.ts'
import { UniqueConstraintViolationException } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/sql'
import { newId } from '../../db/column-types.ts'
import { repeatAfterDeadlock } from '../../db/lock-conflict.ts'
import { hashPassword } from '../account/passwords.ts'
import { refuseKnownPassword } from '../account/refuse-known-password.ts'
import type { SignInBrowser } from '../account/sign-in-browser.ts'
import type { TenantScope } from '../context.ts'
import { DomainError } from '../errors.ts'
import { McpServerUser } from './mcp-server-user.entity.ts'
import type { VerifiedUser } from './verified-user.ts'
import { publishChange } from '../publish-change.ts'

/**
 * Creates a user of one MCP server. The platform sends no mail, so the address is not verified.
 * The browser is known to the user from then on.
 *
 * @returns the id of the user
 * @throws DomainError `email-taken`, `quota-exceeded`, `validation-failed` (a well-known password)
 */
export async function signUpEndUser(
  scope: TenantScope,
  mcpServerId: string,
  { name, email, password }: EndUserSignUpInput,
  browser: SignInBrowser,
): Promise<VerifiedUser> {
  const { organizationId, now } = scope
  await refuseKnownPassword(password, email)
  await browser.countSignUp()
  const emailKey = email.toLowerCase()
  const user = {
    id: newId(),
    organizationId,
    mcpServerId,
    name,
    email,
    emailKey,
    knownNetworks: browser.remember({ emailKey }) ?? null,
    passwordHash: await hashPassword(password),
    createdAt: now(),
  }
  const signUp = async (em: EntityManager) => {
    em.create(McpServerUser, user)
    await publishChange(em, organizationId, { type: 'end-users-changed' })
  }
  await repeatAfterDeadlock(() => scope.em.transactional(signUp)).catch((error: unknown) => {
    if (error instanceof UniqueConstraintViolationException) throw new DomainError('email-taken')
    throw error
  })
  return { id: user.id }
}
