import { defineEntity, p } from '@mikro-orm/core'
import { id } from '../../db/column-types.ts'
import { tenantFilter, tenantId } from '../../db/tenant.ts'

const InsightTicketSchema = defineEntity({
  name: 'InsightTicket',
  filters: tenantFilter,
  properties: {
    organizationId: tenantId().primary(),
    ticketId: id().primary(),
    /** JSON (`ticket-facts.ts`). */
    facts: p.text(),
  },
})

/** What a ticket counts as, so that it can be taken away whatever the ticket says now. */
export class InsightTicket extends InsightTicketSchema.class {}
InsightTicketSchema.setClass(InsightTicket)
