import { type Role, ROLES } from '#shared/choices.ts'
import { isPermitted, type Permission } from '#shared/permissions.ts'

export const ROLE_NAMES: Readonly<Record<Role, string>> = {
  owner: 'Owner',
  admin: 'Admin',
  member: 'Member',
  viewer: 'Viewer',
}

/** Such as "an owner", inside a sentence. */
export function withArticle(role: Role): string {
  return `${/^[aeiou]/.test(role) ? 'an' : 'a'} ${role}`
}

const list = new Intl.ListFormat('en')

/** Names the roles that have a permission, such as "owners and admins", to explain why something is not offered. */
export function rolesWith(permission: Permission): string {
  return list.format(ROLES.filter((role) => isPermitted(role, permission)).map((role) => `${role}s`))
}
