import type { TicketContext } from '#sdk/wire/ticket-context.ts'
import type { TicketResolution, TicketStatus } from '#shared/support-ticket.ts'
import { defineEntity, p } from '@mikro-orm/core'
import { exactAscii, exactText, id, primaryId, sha256Column, timestamp } from '../../db/column-types.ts'
import { tenantFilter, tenantId } from '../../db/tenant.ts'

const SupportTicketSchema = defineEntity({
  name: 'SupportTicket',
  filters: tenantFilter,
  uniques: [
    { name: 'support_ticket_tenant_unique', properties: ['organizationId', 'id'] },
    { name: 'support_ticket_reference_unique', properties: ['organizationId', 'reference'] },
    { name: 'support_ticket_idempotency_unique', properties: ['organizationId', 'idempotencyHash'] },
    { name: 'support_ticket_search_unique', properties: ['organizationId', 'searchNo'] },
  ],
  // For the combinations of filters that matter. `ticket-list.repository` names them, and says what it does for the others.
  indexes: [
    { name: 'support_ticket_list', properties: ['organizationId', 'createdAt', 'id'] },
    {
      name: 'support_ticket_list_status',
      properties: ['organizationId', 'status', 'createdAt', 'id', 'origin'],
    },
    { name: 'support_ticket_list_category', properties: ['organizationId', 'category', 'createdAt', 'id'] },
    {
      name: 'support_ticket_list_status_category',
      properties: ['organizationId', 'status', 'category', 'createdAt', 'id', 'origin'],
    },
    { name: 'support_ticket_list_server', properties: ['organizationId', 'mcpServerId', 'createdAt', 'id'] },
    {
      name: 'support_ticket_list_server_status',
      properties: ['organizationId', 'mcpServerId', 'status', 'createdAt', 'id', 'origin'],
    },
    {
      name: 'support_ticket_list_server_category',
      properties: ['organizationId', 'mcpServerId', 'category', 'createdAt', 'id'],
    },
    {
      name: 'support_ticket_list_server_status_category',
      properties: ['organizationId', 'mcpServerId', 'status', 'category', 'createdAt', 'id', 'origin'],
    },
    {
      name: 'support_ticket_list_user',
      properties: ['organizationId', 'mcpServerUserId', 'createdAt', 'id'],
    },
    { name: 'support_ticket_list_tool', properties: ['organizationId', 'tool', 'createdAt', 'id'] },
    { name: 'support_ticket_list_error', properties: ['organizationId', 'errorName', 'createdAt', 'id'] },
    {
      name: 'support_ticket_list_fingerprint',
      properties: ['organizationId', 'errorFingerprint', 'createdAt', 'id', 'reporterKey'],
    },
    {
      name: 'support_ticket_list_reporter',
      properties: ['organizationId', 'reporterKey', 'createdAt', 'id'],
    },
    {
      name: 'support_ticket_list_resolution',
      properties: ['organizationId', 'resolution', 'createdAt', 'id'],
    },
    { name: 'support_ticket_session_index', properties: ['organizationId', 'mcpServerSessionId'] },
  ],
  properties: {
    id: primaryId(),
    organizationId: tenantId(),
    mcpServerId: id(),
    reference: exactAscii(12),
    title: p.string().length(200),
    description: p.text(),
    category: exactText(40),
    status: exactAscii(20).$type<TicketStatus>(),
    /** Why it was closed; null while it is open, and when nobody said it. */
    resolution: exactAscii(20).$type<TicketResolution>().nullable(),
    /** Of a duplicate: the ticket that it repeats. That one may be deleted. */
    duplicateOfId: id().nullable(),
    /** Counts changes. A writer names the version it saw. The ORM does not keep it, because it would read each row back. */
    version: p.integer().default(1),
    origin: exactAscii(20).$type<'sdk' | 'dashboard' | 'test'>(),
    mcpServerUserId: id().nullable(),
    mcpServerSessionId: id().nullable(),
    /** As the reporter gave it. It is not verified, so nothing may be sent or granted because of it alone. */
    email: exactText(254).nullable(),
    /** The captured call. It has up to 32 KiB, so only the ticket page reads it. */
    context: p.json<TicketContext>().nullable().lazy(),
    /** The tool whose call failed, and the name of its error or the code that it has instead. */
    tool: exactText(128).nullable(),
    errorName: exactText(128).nullable(),
    /** What the error says, cut. */
    errorMessage: p.string().length(200).nullable(),
    /** Equal for the same failure (`domain/fingerprint.ts`). */
    errorFingerprint: exactAscii(32).nullable(),
    /** The id of the user who opened it, or the keyed hash of the e-mail address. */
    reporterKey: exactAscii(36).nullable(),
    hasCall: p.boolean().default(false),
    /** Its place in the search index; null until a job has put it there. */
    searchNo: p.integer().nullable(),
    idempotencyHash: sha256Column().nullable().lazy(),
    idempotencyFingerprint: sha256Column().nullable().lazy(),
    createdAt: timestamp(),
    updatedAt: timestamp(),
    /** When its texts, its captured call and its reporter were erased (`privacy/erase-tickets.ts`). */
    erasedAt: timestamp().nullable(),
  },
})

/** What an end-user reported, with the failing call attached. */
export class SupportTicket extends SupportTicketSchema.class {}
SupportTicketSchema.setClass(SupportTicket)
