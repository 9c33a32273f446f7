import type { Role } from '#shared/organization.ts'
import { ROLE_NAMES } from '../../lib/roles.ts'

const ROLE_NOTES: Record<Role, string> = {
  owner: 'everything',
  admin: 'tickets, MCP servers and users',
  member: 'tickets',
  viewer: 'reads only',
}

/** Names a role and what it is for. */
export function describeRole(role: Role): string {
  return `${ROLE_NAMES[role]}: ${ROLE_NOTES[role]}`
}
