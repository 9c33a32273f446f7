import type { AuditAction, AuditDetails, AuditEntryDto } from '#shared/audit-log.ts'
import type { Role } from '#shared/organization.ts'
import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { withArticle } from '../../lib/roles.ts'
import { UntrustedText } from '../../ui/untrusted-text.tsx'

/** What was done, in one sentence without a subject, such as "Deleted the ticket TK-7F3K-9Q2M". */
export function AuditSentence({ entry }: { entry: AuditEntryDto }) {
  return SENTENCES[entry.action](entry)
}

const SENTENCES: Readonly<Record<AuditAction, (entry: AuditEntryDto) => ReactNode>> = {
  'ticket-deleted': (entry) => (
    <>
      Deleted the ticket <Id text={entry.subject} /> of <Detail of={entry} name="server" />
    </>
  ),
  'ticket-status-set-by-agent': ({ subject, details }) => (
    <>
      Set the ticket <Id text={subject} /> to {String(details.status).replace('_', ' ')}
      {details.resolution !== undefined && `: ${String(details.resolution).replaceAll('-', ' ')}`}
    </>
  ),
  'ticket-noted-by-agent': ({ subject }) => (
    <>
      Wrote a note on the ticket <Id text={subject} />
    </>
  ),
  'field-withheld': ({ subject, details }) => (
    <>
      Withheld {FIELD_NAMES[String(details.field)] ?? 'a field'} of the ticket <Id text={subject} />
    </>
  ),
  'tickets-exported': ({ details }) => (
    <>Exported tickets as {details.format === 'csv' ? 'CSV' : 'JSON Lines'}</>
  ),
  'person-erased': ({ details }) => (
    <>
      Erased {details.by === 'user' ? 'a user' : 'an e-mail address'} with {countTickets(details.tickets)}
    </>
  ),
  'retention-changed': ({ subject, details }) => (
    <>
      Changed how long tickets of <Id text={subject} /> are kept: {days(details.from)} before,{' '}
      {days(details.to)} now
    </>
  ),
  'member-role-changed': (entry) => (
    <>
      Changed the role of <Person entry={entry} /> from {entry.details.from} to {entry.details.to}
    </>
  ),
  'member-removed': (entry) => (
    <>
      Removed the {entry.details.role} <Person entry={entry} />
    </>
  ),
  'member-joined': ({ details }) => <>Joined by an invitation, as {role(details)}</>,
  'member-added': (entry) => (
    <>
      Added <Person entry={entry} /> as {role(entry.details)}
    </>
  ),
  'invitation-created': ({ details }) => <>Invited a person as {role(details)}</>,
  'invitation-revoked': ({ details }) => <>Revoked an invitation for the role {details.role}</>,
  'token-created': (entry) => (
    <>
      Created the access token <Token entry={entry} />
    </>
  ),
  'token-revoked': (entry) => (
    <>
      Revoked the access token <Token entry={entry} />
    </>
  ),
  'agent-connected': ({ details }) => (
    <>
      Connected the agent “<UntrustedText text={String(details.client)} />”
    </>
  ),
  'agent-revoked': ({ details }) => (
    <>
      Revoked the agent “<UntrustedText text={String(details.client)} />”
    </>
  ),
  'organization-renamed': ({ details }) => (
    <>
      Renamed the organization from “<UntrustedText text={String(details.from)} />” to “
      <UntrustedText text={String(details.to)} />”
    </>
  ),
  'server-created': ({ subject }) => (
    <>
      Added the MCP server <Id text={subject} />
    </>
  ),
  'server-changed': ({ subject, details }) => (
    <>
      Changed the settings of <Id text={subject} />: {nameSettings(String(details.changed))}
    </>
  ),
  'server-archived': ({ subject }) => (
    <>
      Archived the MCP server <Id text={subject} />
    </>
  ),
  'server-restored': ({ subject }) => (
    <>
      Restored the MCP server <Id text={subject} />
    </>
  ),
  'signing-key-rotated': ({ subject }) => (
    <>
      Made a new key for the access tokens of <Id text={subject} />
    </>
  ),
  'key-created': (entry) => (
    <>
      Created the key <Key entry={entry} />
    </>
  ),
  'key-revoked': (entry) => (
    <>
      Revoked the key <Key entry={entry} />
    </>
  ),
  'end-user-disabled': (entry) => (
    <>
      Disabled the user <EndUser entry={entry} />
    </>
  ),
  'end-user-enabled': (entry) => (
    <>
      Enabled the user <EndUser entry={entry} />
    </>
  ),
  'end-user-password-reset': (entry) => (
    <>
      Reset the password of the user <EndUser entry={entry} />
    </>
  ),
  'end-user-session-revoked': (entry) => (
    <>
      Revoked a session of the user <EndUser entry={entry} />
    </>
  ),
}

const SETTING_NAMES: Readonly<Record<string, string>> = {
  supportToolEnabled: 'support tool on or off',
  supportToolTitle: 'tool title',
  supportToolDescription: 'tool description',
  supportToolCategories: 'categories',
  authMode: 'how users are identified',
  resourceUrl: 'address of the endpoint',
  traceUrl: 'trace link',
}

const FIELD_NAMES: Readonly<Record<string, string>> = {
  title: 'the title',
  description: 'the description',
  email: 'the e-mail address',
  context: 'a part of the captured call',
}

function countTickets(tickets: string | number | undefined): string {
  return tickets === 1 ? '1 ticket' : `${tickets} tickets`
}

function days(count: string | number | undefined): string {
  if (typeof count !== 'number') return 'without an end'
  return count === 1 ? '1 day' : `${count} days`
}

/** "a member", from the details of an entry. */
function role({ role }: AuditDetails): string {
  return withArticle(role as Role)
}

/** From the names of the columns, such as `name, supportToolCategories`. */
function nameSettings(columns: string): string {
  return columns
    .split(', ')
    .map((column) => SETTING_NAMES[column] ?? column)
    .join(', ')
}

function EndUser({ entry }: { entry: AuditEntryDto }) {
  return (
    <>
      <Person entry={entry} /> of <Detail of={entry} name="server" />
    </>
  )
}

function Key({ entry }: { entry: AuditEntryDto }) {
  return (
    <>
      <Id text={`mok_…${entry.details.hint}`} /> of <Detail of={entry} name="server" />
    </>
  )
}

function Token({ entry }: { entry: AuditEntryDto }) {
  return (
    <>
      <Id text={`mot_…${entry.details.hint}`} /> of <Person entry={entry} />
    </>
  )
}

function Person({ entry: { subjectName } }: { entry: AuditEntryDto }) {
  return subjectName === undefined ? 'somebody who was deleted' : <UntrustedText text={subjectName} />
}

function Detail({ of, name }: { of: AuditEntryDto; name: string }) {
  return <Id text={String(of.details[name])} />
}

function Id({ text }: { text: string }) {
  return (
    <Text span inherit ff="monospace">
      {text}
    </Text>
  )
}
