import { defineEntity, p } from '@mikro-orm/core'
import { exactAscii, id } from '../../db/column-types.ts'
import { tenantFilter, tenantId } from '../../db/tenant.ts'

const InsightFailureSchema = defineEntity({
  name: 'InsightFailure',
  filters: tenantFilter,
  indexes: [
    { name: 'insight_failure_day', properties: ['organizationId', 'day', 'tickets', 'fingerprint'] },
    {
      name: 'insight_failure_server_day',
      properties: ['organizationId', 'mcpServerId', 'day', 'tickets', 'fingerprint'],
    },
  ],
  properties: {
    organizationId: tenantId().primary(),
    fingerprint: exactAscii(32).primary(),
    /** In days of UTC since 1970. */
    day: p.integer().primary(),
    mcpServerId: id(),
    tickets: p.integer(),
    /** Those of them that are not closed now. */
    unresolved: p.integer(),
  },
})

/** How many tickets about one failure were opened on a day. */
export class InsightFailure extends InsightFailureSchema.class {}
InsightFailureSchema.setClass(InsightFailure)
