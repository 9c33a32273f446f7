import { defineEntity } from '@mikro-orm/core'
import { exactAscii, id, longText, sha256Column, timestamp } from '../../db/column-types.ts'
import { tenantFilter, tenantId } from '../../db/tenant.ts'

const OauthArtifactSchema = defineEntity({
  name: 'OauthArtifact',
  filters: tenantFilter,
  indexes: [
    { name: 'oauth_artifact_server_index', properties: ['organizationId', 'mcpServerId'] },
    { name: 'oauth_artifact_grant_index', properties: ['organizationId', 'grantId'] },
    { name: 'oauth_artifact_uid_index', properties: ['organizationId', 'uidHash'] },
    { name: 'oauth_artifact_expiry_index', properties: ['expiresAt'] },
  ],
  properties: {
    /** Of server, model and value together, so that a value works on one server and for one purpose only. */
    idHash: sha256Column().primary(),
    organizationId: tenantId(),
    mcpServerId: id(),
    model: exactAscii(40),
    /** The hash of a second value that finds a browser session. */
    uidHash: sha256Column().nullable(),
    grantId: id().nullable(),
    /** Encrypted, because some payloads contain the values of other artifacts. */
    sealedPayload: longText(),
    createdAt: timestamp(),
    expiresAt: timestamp(),
    consumedAt: timestamp().nullable(),
  },
})

/** What an authorization server keeps for a while: codes, refresh tokens, browser sessions and sign-ins under way. */
export class OauthArtifact extends OauthArtifactSchema.class {}
OauthArtifactSchema.setClass(OauthArtifact)
