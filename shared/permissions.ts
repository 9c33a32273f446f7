import { type Scope, SCOPES } from './choices.ts'
import type { Role } from './organization.ts'

const viewer = [
  'read tickets',
  'read servers',
  'read members',
  'revoke own access tokens',
  'connect agents',
] as const
const member = [
  ...viewer,
  'work tickets',
  'export tickets',
  'read end-users',
  'create access tokens',
] as const
const admin = [
  ...member,
  'manage servers',
  'manage end-users',
  'manage access tokens',
  'delete tickets',
  'withhold fields',
  'erase people',
  'manage retention',
  'read audit log',
  'invite members',
] as const
const owner = [...admin, 'manage members', 'rename organization'] as const

/** Something that staff may do in their organization. */
export type Permission = (typeof owner)[number]

/** What each role may do. Whatever is not listed for a role is refused. */
export const PERMISSIONS: Readonly<Record<Role, readonly Permission[]>> = { viewer, member, admin, owner }

/**
 * Returns whether a role may do something. A role that is not in the table may do nothing.
 *
 * @param role as the database or the server returned it; any text
 */
export function isPermitted(role: string, permission: Permission): boolean {
  return Object.hasOwn(PERMISSIONS, role) && PERMISSIONS[role as Role].includes(permission)
}

/** The permission to invite somebody for a role. Who may not manage members may not invite those who manage anything. */
export function permissionToInvite(role: Role): Permission {
  return role === 'viewer' || role === 'member' ? 'invite members' : 'manage members'
}

/** The permission without which a scope gives nothing that a smaller one does not give. */
const NEEDED: Readonly<Record<Scope, Permission>> = {
  'tickets:read': 'read tickets',
  'tickets:write': 'work tickets',
  'servers:read': 'read servers',
}

/** The scopes that are of use to a role. */
export function scopesOfRole(role: string): Scope[] {
  return SCOPES.filter((scope) => isPermitted(role, NEEDED[scope]))
}

/** What an access token may do at most, by its scopes. It never may do more than its person. */
export const SCOPE_PERMISSIONS: Readonly<Record<Scope, readonly Permission[]>> = {
  'tickets:read': ['read tickets', 'export tickets'],
  'tickets:write': ['read tickets', 'export tickets', 'work tickets'],
  'servers:read': ['read servers'],
}
