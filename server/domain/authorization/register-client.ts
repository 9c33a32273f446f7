import type { EntityManager } from '@mikro-orm/sql'
import { newId } from '../../db/column-types.ts'
import { repeatAfterDeadlock } from '../../db/lock-conflict.ts'
import { countUnusedClients, findOldestUnusedClients } from './client.repository.ts'
import type { OauthStore } from './oauth-store.ts'
import { Vault } from './vault.ts'

/** Clients without the consent of any user that one authorization server keeps, the newest ones. They are deleted after a day. */
const MAX_UNUSED_CLIENTS = 10_000
/** Of those that are too many, so many are deleted at a time. */
const BATCH = 100

/** A `client_id` for a client that registers itself. */
export function newClientId(): string {
  return newId()
}

/**
 * Keeps a client that registered itself (RFC 7591). Where there are too many that no user has given consent to, the oldest
 * of those are deleted. It is repeated once if the database rolled it back to end a deadlock.
 *
 * @param metadata stored encrypted, because a confidential client's contains its secret
 */
export async function registerClient(
  { em, settings, now, name, clients, tables, owner, lock }: OauthStore,
  id: string,
  metadata: object,
): Promise<void> {
  const sealedMetadata = new Vault(settings, name).seal(metadata)
  const register = async (em: EntityManager) => {
    // Locked, so that requests at once cannot pass the limit together.
    await lock(em)
    const unused = await countUnusedClients({ em, tables }, MAX_UNUSED_CLIENTS + BATCH)
    const excess = Math.min(unused - MAX_UNUSED_CLIENTS + 1, BATCH)
    if (excess > 0) {
      const oldest = await findOldestUnusedClients({ em, tables }, excess)
      // A user may give one of them consent at this moment.
      await em.nativeDelete(clients, { ...owner, lastUsedAt: null, id: { $in: oldest } })
    }
    em.create(clients, { ...owner, id, sealedMetadata, createdAt: now() })
  }
  await repeatAfterDeadlock(() => em.transactional(register))
}
