import type { EntityManager } from '@mikro-orm/sql'
import { LRUCache } from 'lru-cache'

/** Answers that a process remembers of each look-up. One takes about 200 bytes. */
const REMEMBERED = 10_000
/** A database that fails over may lose its last sign-ups, and with them the organization of a slug. */
const REMEMBERED_MS = 300_000

type Find = (em: EntityManager, key: string) => Promise<string | undefined>

/** The organization of the MCP server with this label of a host. A server is never deleted and keeps its slug. */
export const findOrganizationOfHost = rememberFound(async (em, slug) => {
  const [row]: { organization_id: string }[] = await em.execute(
    'select organization_id from mcp_server where slug = ?',
    [slug],
  )
  return row?.organization_id
})

/** The organization with this slug. An organization is never deleted and keeps its slug. */
export const findOrganizationOfSlug = rememberFound(async (em, slug) => {
  const [row]: { id: string }[] = await em.execute('select id from organization where slug = ?', [slug])
  return row?.id
})

/** Remembers what a look-up found, for each database. The statements that follow reach one shard on Vitess. */
function rememberFound(find: Find): Find {
  const ofDatabases = new WeakMap<object, LRUCache<string, string>>()
  return async (em, key) => {
    const driver = em.getDriver()
    const remembered = ofDatabases.get(driver) ?? new LRUCache({ max: REMEMBERED, ttl: REMEMBERED_MS })
    ofDatabases.set(driver, remembered)
    const known = remembered.get(key)
    if (known !== undefined) return known
    const found = await find(em, key)
    if (found !== undefined) remembered.set(key, found)
    return found
  }
}
