import type { TenantContext } from '../context.ts'
import { findUsersByEmail } from '../end-user/find-users-by-email.ts'
import { McpServerUser } from '../end-user/mcp-server-user.entity.ts'
import { DomainError } from '../errors.ts'
import { emailKeysOf } from '../reporter-key.ts'
import type { ErasureTarget } from './erasure.repository.ts'

/** Whose data is erased: of a user, or of everybody in the organization with an e-mail address. */
export interface ErasureSubject {
  userId?: string | undefined
  email?: string | undefined
}

interface Erased {
  users: McpServerUser[]
  targets: ErasureTarget[]
}

/**
 * Finds the users of a subject, and what their tickets are found by.
 *
 * @throws DomainError `user-not-found`
 */
export async function findErased(ctx: TenantContext, { userId, email }: ErasureSubject): Promise<Erased> {
  const users =
    userId === undefined ? await findUsersByEmail(ctx, email ?? '') : [await findUser(ctx, userId)]
  const keys = email === undefined ? [] : emailKeysOf(ctx, email)
  return {
    users,
    targets: [
      ...users.map(({ id }) => ({ reporterKey: id, mcpServerUserId: id })),
      ...keys.map((reporterKey) => ({ reporterKey })),
    ],
  }
}

async function findUser({ em }: TenantContext, id: string): Promise<McpServerUser> {
  const user = await em.findOne(McpServerUser, { id })
  if (!user) throw new DomainError('user-not-found')
  return user
}
