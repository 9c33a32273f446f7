import { type Role, ROLES } from '#shared/organization.ts'
import type { TenantContext } from './context.ts'
import { DomainError } from './errors.ts'

/** What each thing needs at least. Roles are listed from the mightiest to the least. */
const NEEDED = {
  'read tickets': 'member',
  'work tickets': 'member',
  'read servers': 'member',
  'manage servers': 'admin',
  'read end-users': 'member',
  'manage end-users': 'admin',
  'read members': 'member',
  'rename organization': 'admin',
  'manage members': 'owner',
} as const satisfies Record<string, Role>

/**
 * @returns the id of the account that acts
 * @throws DomainError `forbidden` when the actor is not staff, or their role does not reach
 */
export function allow(ctx: TenantContext, what: keyof typeof NEEDED): string {
  const { actor } = ctx
  if (actor.kind !== 'account' || ROLES.indexOf(actor.role) > ROLES.indexOf(NEEDED[what])) {
    throw new DomainError('forbidden')
  }
  return actor.id
}
