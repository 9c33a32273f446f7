import type { RejectionReason } from '#shared/server-setup.ts'
import { defineEntity, p } from '@mikro-orm/core'
import { exactAscii, id, primaryId, timestamp } from '../../db/column-types.ts'
import { tenantFilter, tenantId } from '../../db/tenant.ts'

const RejectedAttemptSchema = defineEntity({
  name: 'RejectedAttempt',
  filters: tenantFilter,
  uniques: [
    {
      name: 'rejected_attempt_unique',
      properties: ['organizationId', 'mcpServerId', 'minute', 'reason', 'caller', 'keyId'],
    },
  ],
  indexes: [{ name: 'rejected_attempt_minute_index', properties: ['minute'] }],
  properties: {
    id: primaryId(),
    organizationId: tenantId(),
    mcpServerId: id(),
    /** The beginning of the minute. */
    minute: timestamp(),
    reason: exactAscii(20).$type<RejectionReason>(),
    /** The program that asked, as `read-caller.ts` writes it. */
    caller: exactAscii(100),
    /** The key of this organization that was sent; empty for none. */
    keyId: exactAscii(36),
    attempts: p.integer(),
    lastAt: timestamp(),
  },
})

/** How often requests to one MCP server were refused in one minute, for one reason. It holds nothing that was sent. */
export class RejectedAttempt extends RejectedAttemptSchema.class {}
RejectedAttemptSchema.setClass(RejectedAttempt)
