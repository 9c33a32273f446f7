import { z } from 'zod'
import { organizationInput } from './organization.ts'

/** What the audit log of an organization records. Actions are added, never renamed, because old entries name them. */
export type AuditAction =
  | 'ticket-deleted'
  | 'field-withheld'
  | 'tickets-exported'
  | 'person-erased'
  | 'retention-changed'
  | 'member-role-changed'
  | 'member-removed'
  | 'member-joined'
  | 'member-added'
  | 'invitation-created'
  | 'invitation-revoked'
  | 'token-created'
  | 'token-revoked'
  | 'agent-connected'
  | 'agent-revoked'
  | 'organization-renamed'
  | 'server-created'
  | 'server-changed'
  | 'server-archived'
  | 'server-restored'
  | 'signing-key-rotated'
  | 'key-created'
  | 'key-revoked'
  | 'end-user-disabled'
  | 'end-user-enabled'
  | 'end-user-password-reset'
  | 'end-user-session-revoked'
  | 'ticket-status-set-by-agent'
  | 'ticket-noted-by-agent'

/** A few short facts that an entry adds, such as the roles before and after. Never the content of a ticket. */
export type AuditDetails = Readonly<Record<string, string | number>>

/** What an action is about. */
export const AUDIT_TOPICS = ['tickets', 'privacy', 'servers', 'keys', 'users', 'members', 'tokens'] as const
export type AuditTopic = (typeof AUDIT_TOPICS)[number]

export const auditLogInput = organizationInput.extend({
  /** Only actions about this. */
  topic: z.enum(AUDIT_TOPICS).optional(),
  /** Only what this person did, also with their access tokens: `actor.id` of an entry. */
  by: z.uuid().toLowerCase().optional(),
  /** Opaque; taken from `older` or `newer` of another page. */
  cursor: z.string().max(100).optional(),
})

export interface AuditEntryDto {
  id: string
  at: string
  /** `operator`: somebody with access to the machine, by a command. */
  actor: {
    kind: 'account' | 'access_token' | 'agent' | 'server_key' | 'operator'
    /** Of the person, also if a token of theirs did it. All operators are one. */
    id: string
    name: string
  }
  action: AuditAction
  /** What it was done to: the reference of a ticket, the slug of a server, or the id of a person or a key. */
  subject: string
  /** The name of the person, or of the access token's person, that `subject` is the id of. Absent for other subjects. */
  subjectName?: string
  details: AuditDetails
}

export interface AuditLogPageDto {
  /** Newest first. */
  entries: AuditEntryDto[]
  /** Cursor of the next page; absent on the last. */
  older?: string
  /** Cursor of the previous page; absent on the first. */
  newer?: string
  /** With filters: nothing is known beyond this time, because as many entries were looked at as one request may. */
  searchedTo?: string
}
