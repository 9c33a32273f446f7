import { z } from 'zod'
import { organizationInput } from './organization.ts'

/** What the audit log of an organization records. Actions are added, never renamed, because old entries name them. */
export type AuditAction =
  | 'ticket-deleted'
  | 'member-role-changed'
  | 'member-removed'
  | 'member-joined'
  | 'member-added'
  | 'invitation-created'
  | 'invitation-revoked'
  | 'token-created'
  | 'token-revoked'
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

/** A few short facts that an entry adds, such as the roles before and after. Never the content of a ticket. */
export type AuditDetails = Readonly<Record<string, string | number>>

export const auditLogInput = organizationInput.extend({
  /** Opaque; taken from `older` or `newer` of another page. */
  cursor: z.string().max(100).optional(),
})

export interface AuditEntryDto {
  id: string
  at: string
  /** `operator`: somebody with access to the machine, by a command. */
  actor: { kind: 'account' | 'access_token' | 'server_key' | 'operator'; name: string }
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
}
