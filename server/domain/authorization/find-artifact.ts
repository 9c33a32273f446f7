import type { FilterQuery } from '@mikro-orm/core'
import { artifactHash } from './artifact-hash.ts'
import type { ArtifactRow, OauthStore } from './oauth-store.ts'
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
export function findArtifact<Payload>(
  store: OauthStore,
  model: string,
  value: string,
  use?: RefreshUse,
): Promise<FoundArtifact<Payload> | undefined> {
  return find(store, { idHash: artifactHash(store.name, model, value) }, use)
}

/** Finds an artifact by its second value, expired ones included. */
export function findArtifactByUid<Payload>(
  store: OauthStore,
  model: string,
  uid: string,
): Promise<FoundArtifact<Payload> | undefined> {
  return find(store, { uidHash: artifactHash(store.name, model, uid), model })
}

async function find<Payload>(
  { em, settings, now, name, artifacts }: OauthStore,
  where: FilterQuery<ArtifactRow>,
  use?: RefreshUse,
): Promise<FoundArtifact<Payload> | undefined> {
  const artifact = await em.findOne(artifacts, where)
  if (!artifact) return undefined
  const { model, sealedPayload, consumedAt } = artifact
  const opened = await new Vault(settings, name).open<Payload & { consumedFrom?: string }>(sealedPayload)
  // Sealed with a secret that is lost: the same as gone.
  if (!opened) return undefined
  const { consumedFrom, ...payload } = opened
  const isSpent = consumedAt && !mayBeUsedAgain(model, { consumedAt, consumedFrom }, now(), use)
  return { payload: payload as Payload, ...(isSpent && { consumedAt }) }
}
