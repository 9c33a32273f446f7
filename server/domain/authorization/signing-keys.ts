import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { LRUCache } from 'lru-cache'
import { newId } from '../../db/column-types.ts'
import type { TenantScope } from '../context.ts'
import { SigningKey } from './signing-key.entity.ts'
import { publishedKeys } from './signing-schedule.ts'
import { Vault } from './vault.ts'

/** RFC 7518 §3.4. Its signatures are short, and every library for tokens supports it. */
export const SIGNING_ALGORITHM = 'ES256'

/** A private key that signs access tokens, as a JWK (RFC 7517). */
export type SigningJwk = JWK

/**
 * The keys of one MCP server's authorization server as private JWKs (RFC 7517): first the one that signs, then the
 * others that are published. The first call creates the first key.
 */
export async function readSigningKeys(scope: TenantScope, mcpServerId: string): Promise<SigningJwk[]> {
  let keys = await findKeys(scope, mcpServerId)
  if (keys.length === 0) {
    await addSigningKey(scope, mcpServerId)
    keys = await findKeys(scope, mcpServerId)
  }
  return Promise.all(publishedKeys(keys, scope.now()).map((key) => openKey(scope, key)))
}

/** Decrypted keys, because every request needs them and they never change. */
const opened = new LRUCache<string, Promise<JWK>>({ max: 2_000 })

function openKey({ settings }: TenantScope, { sealedPrivateJwk, mcpServerId }: SigningKey): Promise<JWK> {
  const known = opened.get(sealedPrivateJwk)
  if (known) return known
  const opening = new Vault(settings, mcpServerId).open<JWK>(sealedPrivateJwk)
  opened.set(sealedPrivateJwk, opening)
  return opening
}

/** Adds a key. It is published at once and begins to sign after a quarter of an hour. */
export async function addSigningKey(
  { em, organizationId, settings, now }: TenantScope,
  mcpServerId: string,
): Promise<void> {
  const id = newId()
  const { privateKey } = await generateKeyPair(SIGNING_ALGORITHM, { extractable: true })
  const jwk: JWK = { ...(await exportJWK(privateKey)), kid: id, alg: SIGNING_ALGORITHM, use: 'sig' }
  const sealedPrivateJwk = await new Vault(settings, mcpServerId).seal(jwk)
  em.create(SigningKey, { id, organizationId, mcpServerId, sealedPrivateJwk, createdAt: now() })
  await em.flush()
}

/** Deletes keys that neither sign nor are published any more. */
export async function deleteRetiredKeys(scope: TenantScope, mcpServerId: string): Promise<void> {
  const keys = await findKeys(scope, mcpServerId)
  const published = new Set(publishedKeys(keys, scope.now()))
  const retired = keys.filter((key) => !published.has(key)).map(({ id }) => id)
  await scope.em.nativeDelete(SigningKey, { id: { $in: retired } })
}

function findKeys({ em }: TenantScope, mcpServerId: string): Promise<SigningKey[]> {
  return em.find(SigningKey, { mcpServerId }, { orderBy: { createdAt: 'asc', id: 'asc' } })
}
