import type { EntityManager } from '@mikro-orm/sql'
import { LRUCache } from 'lru-cache'

/** Hosts that a process remembers. An entry takes about 200 bytes. */
const REMEMBERED = 10_000

const directories = new WeakMap<object, LRUCache<string, string>>()

/**
 * Which organization has the MCP server of a host. A server is never deleted and never changes its slug, so what was found once is true for
 * good, and the statements that follow name the organization: on Vitess, they reach one shard.
 *
 * @param slug the label of the host
 */
export async function findOrganizationOfHost(em: EntityManager, slug: string): Promise<string | undefined> {
  const directory = directoryOf(em)
  const known = directory.get(slug)
  if (known !== undefined) return known
  const [row]: { organization_id: string }[] = await em.execute(
    'select organization_id from mcp_server where slug = ?',
    [slug],
  )
  if (row) directory.set(slug, row.organization_id)
  return row?.organization_id
}

/** Each database has its own. */
function directoryOf(em: EntityManager): LRUCache<string, string> {
  const driver = em.getDriver()
  const directory = directories.get(driver) ?? new LRUCache<string, string>({ max: REMEMBERED })
  directories.set(driver, directory)
  return directory
}
