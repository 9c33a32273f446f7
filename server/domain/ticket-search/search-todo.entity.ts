import { defineEntity } from '@mikro-orm/core'
import { id } from '../../db/column-types.ts'
import { tenantFilter, tenantId } from '../../db/tenant.ts'

const SearchTodoSchema = defineEntity({
  name: 'SearchTodo',
  filters: tenantFilter,
  properties: {
    organizationId: tenantId().primary(),
    id: id().primary(),
    ticketId: id(),
  },
})

/**
 * A ticket that the index does not have as it is now. Each change adds a row, and the job deletes those that it has read: a
 * change never waits for the job.
 */
export class SearchTodo extends SearchTodoSchema.class {}
SearchTodoSchema.setClass(SearchTodo)
