import type { TenantScope } from '../context.ts'
import { artifactHash } from './artifact-hash.ts'
import { Vault } from './vault.ts'

/** What the authorization server of one MCP server is to keep. */
export interface NewArtifact {
  /** What the value is for, such as `AuthorizationCode`. */
  model: string
  /** The secret that finds it. It is stored as its hash. */
  value: string
  /** What belongs to it. It is stored encrypted. */
  payload: object
  /** A second value that finds it, as browser sessions have. */
  uid?: string | undefined
  /** The id of the end-user's session in which it was issued. */
  grantId?: string | undefined
  /** Seconds until it expires. */
  expiresIn: number
}

/** The columns of an artifact's row. */
export async function sealArtifact(
  { organizationId, settings, now }: TenantScope,
  mcpServerId: string,
  { model, value, payload, uid, grantId, expiresIn }: NewArtifact,
) {
  const createdAt = now()
  return {
    idHash: artifactHash(mcpServerId, model, value),
    organizationId,
    mcpServerId,
    model,
    uidHash: uid ? artifactHash(mcpServerId, model, uid) : null,
    grantId: grantId ?? null,
    sealedPayload: await new Vault(settings, mcpServerId).seal(payload),
    createdAt,
    expiresAt: new Date(createdAt.getTime() + expiresIn * 1000),
  }
}
