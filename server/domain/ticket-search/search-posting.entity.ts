import { defineEntity, p } from '@mikro-orm/core'
import { bytes } from '../../db/column-types.ts'
import { tenantFilter, tenantId } from '../../db/tenant.ts'

const SearchPostingSchema = defineEntity({
  name: 'SearchPosting',
  filters: tenantFilter,
  properties: {
    organizationId: tenantId().primary(),
    /** A word in UTF-8, or a filter such as `=tool:search_orders`. */
    term: bytes(160).primary(),
    block: p.integer().primary(),
    /** How many tickets of the block have the term. */
    tickets: p.integer(),
    /** Which ones (`packed-numbers.ts`). */
    docs: bytes(2048),
  },
})

/** The tickets of one block that have a term. */
export class SearchPosting extends SearchPostingSchema.class {}
SearchPostingSchema.setClass(SearchPosting)
