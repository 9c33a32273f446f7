import type { EntityManager } from '@mikro-orm/sql'
import { LRUCache } from 'lru-cache'

/** Answers that a process remembers of each look-up. One takes about 200 bytes. */
const REMEMBERED = 10_000

type Find = (em: EntityManager, key: string) => Promise<string | undefined>

/** Which organization has the MCP server of a host, of which the label is given. A server is never deleted and keeps its slug. */
export const findOrganizationOfHost = rememberFound(async (em, slug) => {
  const [row]: { organization_id: string }[] = await em.execute(
    'select organization_id from mcp_server where slug = ?',
    [slug],
  )
  return row?.organization_id
})

/** Which organization has a slug. An organization is never deleted and keeps its slug. */
export const findOrganizationOfSlug = rememberFound(async (em, slug) => {
  const [row]: { id: string }[] = await em.execute('select id from organization where slug = ?', [slug])
  return row?.id
})

/**
 * Remembers what a look-up found, for each database. What was found once is true for good, and the statements that follow name
 * the organization: on Vitess, they reach one shard.
 */
function rememberFound(find: Find): Find {
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
