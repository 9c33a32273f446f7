import type { EntityManager } from '@mikro-orm/sql'
import { LRUCache } from 'lru-cache'

/** Answers that a process remembers of each look-up. One takes about 200 bytes. */
const REMEMBERED = 10_000

type Find = (em: EntityManager, key: string) => Promise<string | undefined>

/**
 * Remembers what a look-up found, for each database. It is for what never changes: the statements that follow name the
 * organization, and on Vitess they reach one shard without a look-up.
 */
export function rememberFound(find: Find): Find {
  const found = new WeakMap<object, LRUCache<string, string>>()
  return async (em, key) => {
    const driver = em.getDriver()
    const known = found.get(driver) ?? new LRUCache<string, string>({ max: REMEMBERED })
    found.set(driver, known)
    const value = known.get(key) ?? (await find(em, key))
    if (value !== undefined) known.set(key, value)
    return value
  }
}
