import { isPermitted, type Permission } from '#shared/permissions.ts'
import type { TenantContext } from './context.ts'
import { DomainError } from './errors.ts'

/**
 * Refuses an actor who may not do something. Every use-case of staff calls it first.
 *
 * @returns the id of the account that acts
 * @throws DomainError `forbidden` when the actor is not staff, or when the role does not have the permission
 */
export function allow(ctx: TenantContext, permission: Permission): string {
  const { actor } = ctx
  if (actor.kind !== 'account' || !isPermitted(actor.role, permission)) throw new DomainError('forbidden')
  return actor.id
}
