import { defineEntity } from '@mikro-orm/core'
import { exactAscii, longText, sha256Column, timestamp } from '../../db/column-types.ts'

const StaffArtifactSchema = defineEntity({
  name: 'StaffArtifact',
  indexes: [
    { name: 'staff_artifact_grant_index', properties: ['grantId'] },
    { name: 'staff_artifact_expiry_index', properties: ['expiresAt'] },
  ],
  properties: {
    /** Of server, model and value together, so that a value works for one purpose only. */
    idHash: sha256Column().primary(),
    model: exactAscii(40),
    uidHash: sha256Column().nullable(),
    /** Of a connected agent, with its organization. */
    grantId: exactAscii(73).nullable(),
    /** Encrypted, because some payloads contain the values of other artifacts. */
    sealedPayload: longText(),
    createdAt: timestamp(),
    expiresAt: timestamp(),
    consumedAt: timestamp().nullable(),
  },
})

/** What the authorization server of staff keeps for a while: codes, refresh tokens and sign-ins under way. */
export class StaffArtifact extends StaffArtifactSchema.class {}
StaffArtifactSchema.setClass(StaffArtifact)
