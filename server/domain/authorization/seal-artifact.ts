import { artifactHash } from './artifact-hash.ts'
import type { NewArtifactRow } from './artifact.repository.ts'
import type { OauthStore } from './oauth-store.ts'
import { Vault } from './vault.ts'

/** What an authorization server is to keep. */
export interface NewArtifact {
  /** What the value is for, such as `AuthorizationCode`. */
  model: string
  /** The secret that finds it. It is stored as its hash. */
  value: string
  /** What belongs to it. It is stored encrypted. */
  payload: object
  /** A second value that finds it, as browser sessions have. */
  uid?: string | undefined
  /** The id of the grant under which it was issued. */
  grantId?: string | undefined
  /** Seconds until it expires. */
  expiresIn: number
}

/** The columns of an artifact's row. */
export function sealArtifact(
  { settings, now, name }: OauthStore,
  { model, value, payload, uid, grantId, expiresIn }: NewArtifact,
): NewArtifactRow {
  const createdAt = now()
  return {
    idHash: artifactHash(name, model, value),
    model,
    uidHash: uid ? artifactHash(name, model, uid) : null,
    grantId: grantId ?? null,
    sealedPayload: new Vault(settings, name).seal(payload),
    createdAt,
    expiresAt: new Date(createdAt.getTime() + expiresIn * 1000),
  }
}
