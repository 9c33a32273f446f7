import { defineEntity } from '@mikro-orm/core'
import { id, longText, timestamp } from '../db/column-types.ts'
import { tenantFilter, tenantId } from '../db/tenant.ts'

const ChangeEventSchema = defineEntity({
  name: 'ChangeEvent',
  filters: tenantFilter,
  indexes: [{ name: 'change_event_age', properties: ['at'] }],
  properties: {
    organizationId: tenantId().primary(),
    /** The time of the database. A transaction may commit seconds later. */
    at: timestamp().primary(),
    id: id().primary(),
    /** A `ChangeDto` as JSON: ids, never content. */
    message: longText(),
  },
})

/** A change that dashboards are told of, written in its transaction. Each process reads them, and they are kept for minutes. */
export class ChangeEvent extends ChangeEventSchema.class {}
ChangeEventSchema.setClass(ChangeEvent)
