import { SCOPES } from '#shared/access-token.ts'
import { isPermitted, type Permission, SCOPE_PERMISSIONS } from '#shared/permissions.ts'
import type { Actor, StaffActor, TenantContext } from './context.ts'
import { DomainError } from './errors.ts'

/** What is not for tokens, whatever their scopes and whoever their person. */
export const TOKENS_CANNOT = 'Access tokens cannot do this. Sign in to the dashboard.'

/**
 * Refuses an actor who may not do something. Every use-case of staff calls it first. An access token may do what its
 * scopes and the role of its person both allow.
 *
 * @returns the id of the account that acts, itself or through a token
 * @throws DomainError `forbidden` when the actor is not staff, when the role does not have the permission, or when no
 *   scope has it; `insufficient-scope` when another scope would do
 */
export function allow({ actor }: TenantContext, permission: Permission): string {
  if (actor.kind === 'server_key') throw new DomainError('forbidden')
  const refusal = refusalOf(actor, permission)
  if (refusal) throw refusal
  return actor.kind === 'account' ? actor.id : actor.accountId
}

/** Whether a member of staff, or a token of theirs, may do something. */
export function isAllowed(actor: Actor, permission: Permission): boolean {
  return actor.kind !== 'server_key' && !refusalOf(actor, permission)
}

function refusalOf(actor: StaffActor, permission: Permission): DomainError | undefined {
  if (!isPermitted(actor.role, permission)) return new DomainError('forbidden')
  if (actor.kind === 'account') return undefined
  const enough = SCOPES.filter((scope) => SCOPE_PERMISSIONS[scope].includes(permission))
  if (enough.length === 0) return new DomainError('forbidden', { detail: TOKENS_CANNOT })
  if (enough.some((scope) => actor.scopes.includes(scope))) return undefined
  const detail = `The access token needs the scope ${enough.join(' or ')}.`
  return new DomainError('insufficient-scope', { detail, scopes: enough })
}
