import type { AuditTopic } from '#shared/audit-log.ts'

/** What entries of the audit log are about, as a person reads it. */
export const TOPIC_NAMES: Readonly<Record<AuditTopic, string>> = {
  tickets: 'Deleted and exported tickets',
  privacy: 'Privacy',
  servers: 'MCP servers and their settings',
  keys: 'Keys',
  users: 'Users of MCP servers',
  members: 'Members and the organization',
  tokens: 'Access tokens',
}
