import { defineEntity, p } from '@mikro-orm/core'
import { exactAscii, id, primaryId, sha256Column, timestamp } from '../../db/column-types.ts'
import { tenantFilter, tenantId } from '../../db/tenant.ts'

const AccessTokenSchema = defineEntity({
  name: 'AccessToken',
  filters: tenantFilter,
  uniques: [{ name: 'access_token_hash_unique', properties: ['organizationId', 'tokenHash'] }],
  indexes: [
    { name: 'access_token_list', properties: ['organizationId', 'accountId', 'createdAt'] },
    { name: 'access_token_account_index', properties: ['accountId'] },
    // For agents, whose requests name no organization: the token says which one it is of.
    { name: 'access_token_hash_index', properties: ['tokenHash'] },
  ],
  properties: {
    id: primaryId(),
    organizationId: tenantId(),
    accountId: id(),
    /** The membership that the token belongs to. A person who leaves and comes back has another one, and no token. */
    membershipId: id(),
    tokenHash: sha256Column(),
    /** The token's last four characters, to tell tokens apart. */
    hint: exactAscii(4),
    name: p.string().length(80),
    /** Separated by spaces. */
    scopes: exactAscii(100),
    createdAt: timestamp(),
    expiresAt: timestamp(),
    revokedAt: timestamp().nullable(),
    lastUsedAt: timestamp().nullable(),
  },
})

/** A personal access token: lets a script act in the name of one member of one organization. */
export class AccessToken extends AccessTokenSchema.class {}
AccessTokenSchema.setClass(AccessToken)
