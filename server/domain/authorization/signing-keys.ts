import type { EntityManager } from '@mikro-orm/sql'
import type { JWK } from 'jose'
import { LRUCache } from 'lru-cache'
import { newId } from '../../db/column-types.ts'
import { repeatAfterDeadlock } from '../../db/lock-conflict.ts'
import { runApart } from '../../db/work.ts'
import { appSecrets } from '../app-secrets.ts'
import type { KeyRow, OauthStore } from './oauth-store.ts'
import type { StoredKey } from './sign-in-server.repository.ts'
import { publishedKeys } from './signing-schedule.ts'
import { loadJose, Vault } from './vault.ts'

/** RFC 7518 §3.4. Its signatures are short, and every library for tokens supports it. */
export const SIGNING_ALGORITHM = 'ES256'

/** A private key that signs access tokens, as a JWK (RFC 7517). */
export type SigningJwk = JWK

/**
 * The keys of one authorization server as private JWKs (RFC 7517): first the one that signs, then the
 * others that are published. The first call creates the first key.
 *
 * @param stored the keys that are stored, if they were found before
 */
export async function readSigningKeys(
  store: OauthStore,
  stored?: readonly StoredKey[],
): Promise<SigningJwk[]> {
  const found = openKeys(store, stored ?? (await findKeys(store)))
  const keys = found.length > 0 ? found : await addFirstKey(store)
  return publishedKeys(keys, store.now()).map(({ jwk }) => jwk)
}

/** Whether a secret opens one of the keys of an authorization server; undefined when it has none yet. */
export async function hasReadableKey(store: OauthStore): Promise<boolean | undefined> {
  const keys = await findKeys(store)
  if (openKeys(store, keys).length > 0) return true
  return keys.length > 0 ? false : undefined
}

type ReadableKey<Key extends StoredKey> = Key & { jwk: JWK }

/** Keys that were sealed with a lost secret stay where they are, in case that it is found again. */
function openKeys<Key extends StoredKey>(store: OauthStore, keys: readonly Key[]): ReadableKey<Key>[] {
  return keys.flatMap((key) => {
    const jwk = openKey(store, key)
    return jwk ? [{ ...key, jwk }] : []
  })
}

/** Decrypted keys, because every request needs them and they never change. Other secrets open other keys. */
const opened = new LRUCache<string, JWK>({ max: 2_000 })

function openKey({ settings, name: server }: OauthStore, { sealedPrivateJwk }: StoredKey): JWK | undefined {
  const name = [...appSecrets(settings), sealedPrivateJwk].join(' ')
  const jwk = opened.get(name) ?? new Vault(settings, server).open<JWK>(sealedPrivateJwk)
  if (jwk) opened.set(name, jwk)
  return jwk
}

/**
 * Adds the first key, unless another request or process has at this moment. It is no part of the request: an outage that comes
 * after it must still be one in which nothing was written.
 */
async function addFirstKey(store: OauthStore): Promise<ReadableKey<StoredKey>[]> {
  const key = await sealNewKey(store)
  const add = async (em: EntityManager) => {
    await store.lock(em)
    const keys = openKeys(store, await findKeys({ ...store, em }))
    return keys.length > 0 ? keys : openKeys(store, [createKey({ ...store, em }, key)])
  }
  return runApart(() => repeatAfterDeadlock(() => store.em.transactional(add)))
}

/** Adds a key. It is published at once and begins to sign after a quarter of an hour. */
export async function addSigningKey(store: OauthStore): Promise<void> {
  createKey(store, await sealNewKey(store))
  await store.em.flush()
}

type SealedKey = Pick<KeyRow, 'id' | 'sealedPrivateJwk'>

async function sealNewKey({ settings, name }: OauthStore): Promise<SealedKey> {
  const id = newId()
  const { exportJWK, generateKeyPair } = await loadJose()
  const { privateKey } = await generateKeyPair(SIGNING_ALGORITHM, { extractable: true })
  const jwk: JWK = { ...(await exportJWK(privateKey)), kid: id, alg: SIGNING_ALGORITHM, use: 'sig' }
  return { id, sealedPrivateJwk: new Vault(settings, name).seal(jwk) }
}

function createKey({ em, keys, owner, now }: OauthStore, key: SealedKey): KeyRow {
  return em.create(keys, { ...owner, ...key, createdAt: now() })
}

/** Deletes keys that neither sign nor are published any more. One that cannot be opened replaces none that can. */
export async function deleteRetiredKeys(store: OauthStore): Promise<void> {
  const keys = openKeys(store, await findKeys(store))
  const published = new Set(publishedKeys(keys, store.now()))
  const retired = keys.filter((key) => !published.has(key)).map(({ id }) => id)
  if (retired.length > 0) await store.em.nativeDelete(store.keys, { id: { $in: retired } })
}

function findKeys({ em, keys, owner }: OauthStore): Promise<KeyRow[]> {
  return em.find(keys, { ...owner }, { orderBy: { createdAt: 'asc', id: 'asc' } })
}
