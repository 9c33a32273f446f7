import { defineEntity } from '@mikro-orm/core'
import { exactAscii } from '../db/column-types.ts'

const PlatformStateSchema = defineEntity({
  name: 'PlatformState',
  properties: {
    name: exactAscii(40).primary(),
    value: exactAscii(100).nullable(),
  },
})

/**
 * What the platform as a whole remembers. A migration makes its rows, so that a transaction can lock one to decide
 * something that only one may decide at a time. Processes add rows of their own, with which they compare their settings.
 */
export class PlatformState extends PlatformStateSchema.class {}
PlatformStateSchema.setClass(PlatformState)
