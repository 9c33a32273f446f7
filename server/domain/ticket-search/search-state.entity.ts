import { defineEntity, p } from '@mikro-orm/core'
import { id, timestamp } from '../../db/column-types.ts'
import { tenantFilter, tenantId } from '../../db/tenant.ts'

const SearchStateSchema = defineEntity({
  name: 'SearchState',
  filters: tenantFilter,
  properties: {
    organizationId: tenantId().primary(),
    /** The number of the next new ticket. */
    nextNo: p.integer(),
    /** Older tickets get the numbers below it. */
    lowestNo: p.integer(),
    /** The index has all tickets from this one on. Null: it has all. */
    completeToAt: timestamp().nullable(),
    completeToId: id().nullable(),
    /** A rebuild has begun, and takes away what was there. */
    isClearing: p.boolean().default(false),
  },
})

/** The search index of an organization. Whoever changes the index locks this row first. */
export class SearchState extends SearchStateSchema.class {}
SearchStateSchema.setClass(SearchState)
