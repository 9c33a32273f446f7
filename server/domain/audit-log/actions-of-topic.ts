import type { AuditAction, AuditTopic } from '#shared/audit-log.ts'

const TOPICS: Readonly<Record<AuditAction, AuditTopic>> = {
  'ticket-deleted': 'tickets',
  'tickets-exported': 'tickets',
  'ticket-status-set-by-agent': 'tickets',
  'ticket-noted-by-agent': 'tickets',
  'field-withheld': 'privacy',
  'person-erased': 'privacy',
  'retention-changed': 'privacy',
  'member-role-changed': 'members',
  'member-removed': 'members',
  'member-joined': 'members',
  'member-added': 'members',
  'invitation-created': 'members',
  'invitation-revoked': 'members',
  'organization-renamed': 'members',
  'token-created': 'tokens',
  'token-revoked': 'tokens',
  'agent-connected': 'tokens',
  'agent-revoked': 'tokens',
  'server-created': 'servers',
  'server-changed': 'servers',
  'server-archived': 'servers',
  'server-restored': 'servers',
  'signing-key-rotated': 'keys',
  'key-created': 'keys',
  'key-revoked': 'keys',
  'end-user-disabled': 'users',
  'end-user-enabled': 'users',
  'end-user-password-reset': 'users',
  'end-user-session-revoked': 'users',
}

/** The actions that are about something. */
export function actionsOfTopic(topic: AuditTopic): AuditAction[] {
  return (Object.keys(TOPICS) as AuditAction[]).filter((action) => TOPICS[action] === topic)
}
