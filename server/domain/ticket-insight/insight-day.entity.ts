import { defineEntity, p } from '@mikro-orm/core'
import { exactText, id } from '../../db/column-types.ts'
import { tenantFilter, tenantId } from '../../db/tenant.ts'

const InsightDaySchema = defineEntity({
  name: 'InsightDay',
  filters: tenantFilter,
  properties: {
    organizationId: tenantId().primary(),
    /** When they were opened, in days of UTC since 1970. 0: ever. */
    day: p.integer().primary(),
    mcpServerId: id().primary(),
    category: exactText(40).primary(),
    tickets: p.integer(),
    /** Those of them that are not closed now. */
    unresolved: p.integer(),
  },
})

/** How many tickets of a category an MCP server got on a day. */
export class InsightDay extends InsightDaySchema.class {}
InsightDaySchema.setClass(InsightDay)
