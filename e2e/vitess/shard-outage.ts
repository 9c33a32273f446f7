import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ShardProxy } from './shard-proxy.ts'
import { describe, findTenant, postTickets, readAcknowledged, startPlatform } from './tenant.ts'

const CUT = '-80'
const OTHER = '80-'
/** Milliseconds of an outage, and in which all must work again after it. */
const AWAY_MS = 8_000
const RECOVERY_MS = 30_000

/**
 * Cuts one of two shards off while tickets arrive for both: the other tenant's all arrive, this one's are refused with 503 and
 * arrive again after, and what was acknowledged is there.
 *
 * @param url of the keyspace with shards
 * @returns what happened, in one line
 */
export async function checkShardOutage(url: string, proxy: ShardProxy): Promise<string> {
  const { platform, origin } = await startPlatform(url)
  const cut = await findTenant(origin, url, CUT)
  const other = await findTenant(origin, url, OTHER)

  let isOver = false
  const load = [cut, other].map((tenant) => postTickets(tenant, () => isOver))
  await sleep(2_000)
  cut.answers.clear()
  proxy.cut(`vt_mcpobs_${CUT}`)
  await sleep(AWAY_MS)
  const duringOutage = new Map(cut.answers)
  proxy.mend()
  const mended = Date.now()
  cut.answers.clear()
  while (!cut.answers.has(201) && Date.now() - mended < RECOVERY_MS) await sleep(100)
  const recovery = Date.now() - mended
  await sleep(2_000)
  isOver = true
  await Promise.all(load)

  assert.deepEqual(
    [...other.answers.keys()],
    [201],
    `the other shard is disturbed: ${describe(other.answers)}`,
  )
  assert.ok((duringOutage.get(503) ?? 0) > 0, `no 503: ${describe(duringOutage)}`)
  assert.equal(cut.withoutRetryAfter, 0, 'a 503 says nothing of when to come again')
  assert.ok(cut.answers.has(201), `the shard does not come back: ${describe(cut.answers)}`)
  const kept = await readAcknowledged([cut, other])
  await platform.stop()
  return `one shard away for ${AWAY_MS} ms: its tenant got ${describe(duringOutage)}, the other one only 201; back after ${recovery} ms, ${kept} of ${kept} acknowledged tickets are there`
}
