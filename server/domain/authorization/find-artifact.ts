import { artifactHash } from './artifact-hash.ts'
import { type ArtifactRow, findArtifactRow, findArtifactRowByUid } from './artifact.repository.ts'
import type { OauthStore } from './oauth-store.ts'
import { mayBeUsedAgain, type RefreshUse } from './refresh-grace.ts'
import { Vault } from './vault.ts'

export interface FoundArtifact<Payload> {
  payload: Payload
  /** When it was used; absent while it may be used again. */
  consumedAt?: Date
}

/**
 * Finds an artifact by its value, expired ones included.
 *
 * @param use who uses a refresh token
 */
export async function findArtifact<Payload>(
  store: OauthStore,
  model: string,
  value: string,
  use?: RefreshUse,
): Promise<FoundArtifact<Payload> | undefined> {
  const row = await findArtifactRow(store, artifactHash(store.name, model, value))
  return row && open(store, row, use)
}

/** Finds an artifact by its second value, expired ones included. */
export async function findArtifactByUid<Payload>(
  store: OauthStore,
  model: string,
  uid: string,
): Promise<FoundArtifact<Payload> | undefined> {
  const row = await findArtifactRowByUid(store, artifactHash(store.name, model, uid), model)
  return row && open(store, row)
}

function open<Payload>(
  { settings, now, name }: OauthStore,
  { model, sealedPayload, consumedAt }: ArtifactRow,
  use?: RefreshUse,
): FoundArtifact<Payload> | undefined {
  const opened = new Vault(settings, name).open<Payload & { consumedFrom?: string }>(sealedPayload)
  // Sealed with a secret that is lost: the same as gone.
  if (!opened) return undefined
  const { consumedFrom, ...payload } = opened
  const isSpent = consumedAt && !mayBeUsedAgain(model, { consumedAt, consumedFrom }, now(), use)
  return { payload: payload as Payload, ...(isSpent && { consumedAt }) }
}
