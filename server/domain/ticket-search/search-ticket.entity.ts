import { defineEntity, p } from '@mikro-orm/core'
import { id, longText } from '../../db/column-types.ts'
import { tenantFilter, tenantId } from '../../db/tenant.ts'

const SearchTicketSchema = defineEntity({
  name: 'SearchTicket',
  filters: tenantFilter,
  properties: {
    organizationId: tenantId().primary(),
    ticketId: id().primary(),
    searchNo: p.integer(),
    /** JSON. */
    terms: longText(),
  },
})

/** The terms under which a ticket stands in the index, so that they can be taken away whatever the ticket says now. */
export class SearchTicket extends SearchTicketSchema.class {}
SearchTicketSchema.setClass(SearchTicket)
