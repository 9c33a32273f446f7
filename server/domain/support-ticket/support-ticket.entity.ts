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
  ],
  // One index for each combination of filters of the list, newest first. `support-ticket.repository` names them.
  indexes: [
    { name: 'support_ticket_list', properties: ['organizationId', 'createdAt', 'id'] },
    { name: 'support_ticket_list_status', properties: ['organizationId', 'status', 'createdAt', 'id'] },
    { name: 'support_ticket_list_category', properties: ['organizationId', 'category', 'createdAt', 'id'] },
    {
      name: 'support_ticket_list_status_category',
      properties: ['organizationId', 'status', 'category', 'createdAt', 'id'],
    },
    { name: 'support_ticket_list_server', properties: ['organizationId', 'mcpServerId', 'createdAt', 'id'] },
    {
      name: 'support_ticket_list_server_status',
      properties: ['organizationId', 'mcpServerId', 'status', 'createdAt', 'id'],
    },
    {
      name: 'support_ticket_list_server_category',
      properties: ['organizationId', 'mcpServerId', 'category', 'createdAt', 'id'],
    },
    {
      name: 'support_ticket_list_server_status_category',
      properties: ['organizationId', 'mcpServerId', 'status', 'category', 'createdAt', 'id'],
    },
    {
      name: 'support_ticket_list_user',
      properties: ['organizationId', 'mcpServerUserId', 'createdAt', 'id'],
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
    /** Counts changes. A writer names the version it saw. The ORM does not keep it, because it would read each row back. */
    version: p.integer().default(1),
    origin: exactAscii(20).$type<'sdk' | 'dashboard'>(),
    mcpServerUserId: id().nullable(),
    mcpServerSessionId: id().nullable(),
    /** As the reporter gave it. It is not verified, so nothing may be sent or granted because of it alone. */
    email: exactText(254).nullable(),
    /** The captured call. It has up to 32 KiB, so only the ticket page reads it. */
    context: p.json<TicketContext>().nullable().lazy(),
    idempotencyHash: sha256Column().nullable().lazy(),
    idempotencyFingerprint: sha256Column().nullable().lazy(),
    createdAt: timestamp(),
    updatedAt: timestamp(),
  },
})

/** What an end-user reported, with the failing call attached. */
export class SupportTicket extends SupportTicketSchema.class {}
SupportTicketSchema.setClass(SupportTicket)
