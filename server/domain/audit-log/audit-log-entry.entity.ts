import type { AuditAction, AuditDetails, AuditEntryDto } from '#shared/audit-log.ts'
import { defineEntity, p } from '@mikro-orm/core'
import { exactAscii, id, primaryId, timestamp } from '../../db/column-types.ts'
import { tenantFilter, tenantId } from '../../db/tenant.ts'

const AuditLogEntrySchema = defineEntity({
  name: 'AuditLogEntry',
  filters: tenantFilter,
  indexes: [{ name: 'audit_log_entry_list', properties: ['organizationId', 'at', 'id'] }],
  properties: {
    id: primaryId(),
    organizationId: tenantId(),
    at: timestamp(),
    actorKind: exactAscii(20).$type<AuditEntryDto['actor']['kind']>(),
    /** The id of an account, an access token or a server key, as `actorKind` says. The nil UUID for an operator. */
    actorId: id(),
    action: exactAscii(40).$type<AuditAction>(),
    /** A reference, a slug or an id. Names are looked up when the log is read, so that no person's data is kept here. */
    subject: exactAscii(63),
    details: p.json<AuditDetails>().nullable(),
  },
})

/** One entry of an organization's audit log. It is written in the transaction of the change, and never changed. */
export class AuditLogEntry extends AuditLogEntrySchema.class {}
AuditLogEntrySchema.setClass(AuditLogEntry)
