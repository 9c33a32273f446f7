import { defineEntity, p } from '@mikro-orm/core'
import { exactText, id } from '../../db/column-types.ts'
import { tenantFilter, tenantId } from '../../db/tenant.ts'

const InsightToolSchema = defineEntity({
  name: 'InsightTool',
  filters: tenantFilter,
  indexes: [
    { name: 'insight_tool_day', properties: ['organizationId', 'day', 'tickets', 'tool'] },
    {
      name: 'insight_tool_server_day',
      properties: ['organizationId', 'mcpServerId', 'day', 'tickets', 'tool'],
    },
  ],
  properties: {
    organizationId: tenantId().primary(),
    /** In days of UTC since 1970. */
    day: p.integer().primary(),
    mcpServerId: id().primary(),
    tool: exactText(128).primary(),
    tickets: p.integer(),
  },
})

/** How many tickets about a tool of an MCP server were opened on a day. */
export class InsightTool extends InsightToolSchema.class {}
InsightToolSchema.setClass(InsightTool)
