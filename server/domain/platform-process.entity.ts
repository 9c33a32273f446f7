import { defineEntity } from '@mikro-orm/core'
import { primaryId, timestamp } from '../db/column-types.ts'

const PlatformProcessSchema = defineEntity({
  name: 'PlatformProcess',
  properties: {
    id: primaryId(),
    startedAt: timestamp(),
    seenAt: timestamp(),
  },
})

/** A process of the platform that runs on this database. Times are the database's own. */
export class PlatformProcess extends PlatformProcessSchema.class {}
PlatformProcessSchema.setClass(PlatformProcess)
