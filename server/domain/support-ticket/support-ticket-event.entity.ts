import type { TicketEventDto, TicketStatus } from '#shared/support-ticket.ts'
import { defineEntity, p } from '@mikro-orm/core'
import { exactAscii, id, idOf, primaryId, timestamp } from '../../db/column-types.ts'
import { tenantFilter, tenantId } from '../../db/tenant.ts'
import { SupportTicket } from './support-ticket.entity.ts'

const SupportTicketEventSchema = defineEntity({
  name: 'SupportTicketEvent',
  filters: tenantFilter,
  indexes: [
    { name: 'support_ticket_event_ticket_index', properties: ['organizationId', 'supportTicketId', 'at'] },
    { name: 'support_ticket_event_operation_index', properties: ['organizationId', 'operationId', 'id'] },
  ],
  properties: {
    id: primaryId(),
    organizationId: tenantId(),
    supportTicketId: idOf(SupportTicket).fieldName('support_ticket_id'),
    type: exactAscii(20).$type<TicketEventDto['type']>(),
    actorKind: exactAscii(20).$type<TicketEventDto['actor']['kind']>(),
    /** The id of an account, an access token, an end-user or a server key, as `actorKind` says. */
    actorId: id(),
    fromStatus: exactAscii(20).$type<TicketStatus>().nullable(),
    toStatus: exactAscii(20).$type<TicketStatus>().nullable(),
    /** The title or the category before and after a correction; of a status, the resolution. */
    fromText: p.string().length(200).nullable(),
    toText: p.string().length(200).nullable(),
    /** Of a status: the reference of the ticket that this one repeated. The other ticket may be deleted. */
    fromDuplicateOf: exactAscii(12).nullable(),
    toDuplicateOf: exactAscii(12).nullable(),
    /** Of a status: the changes that one person made, and can undo, at once. */
    operationId: id().nullable(),
    /** What staff wrote for each other. */
    note: p.text().nullable(),
    at: timestamp(),
  },
})

/** One row of a ticket's audit trail. It is written in the transaction of the change, and never changed. It goes with its ticket. */
export class SupportTicketEvent extends SupportTicketEventSchema.class {}
SupportTicketEventSchema.setClass(SupportTicketEvent)
