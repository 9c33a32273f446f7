import { defineEntity, p } from '@mikro-orm/core'
import { id } from '../../db/column-types.ts'
import { tenantFilter, tenantId } from '../../db/tenant.ts'

const InsightClosingSchema = defineEntity({
  name: 'InsightClosing',
  filters: tenantFilter,
  properties: {
    organizationId: tenantId().primary(),
    /** When they were closed, in days of UTC since 1970. */
    day: p.integer().primary(),
    mcpServerId: id().primary(),
    isFixed: p.boolean().primary(),
    /** From opening to closing, rounded down (`round-minutes.ts`). */
    minutes: p.integer().primary(),
    tickets: p.integer(),
  },
})

/** How many tickets of an MCP server were closed on a day, by how long that took. */
export class InsightClosing extends InsightClosingSchema.class {}
InsightClosingSchema.setClass(InsightClosing)
