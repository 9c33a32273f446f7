import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ShardProxy } from './shard-proxy.ts'
import {
  assertHit,
  assertOnly,
  describe,
  findTenant,
  readAcknowledged,
  splitAnswers,
  startLoad,
  startPlatform,
} from './tenant.ts'

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
  const platform = await startPlatform(url)
  const cut = await findTenant(platform.origin, url, CUT)
  const other = await findTenant(platform.origin, url, OTHER)

  const stopLoad = startLoad([cut, other])
  await sleep(2_000)
  proxy.cut(`vt_mcpobs_${CUT}`)
  const began = Date.now()
  await sleep(AWAY_MS)
  const ended = Date.now()
  proxy.mend()
  const backAt = () => cut.answers.find(({ sentAt, status }) => sentAt > began && status === 201)?.answeredAt
  while (backAt() === undefined && Date.now() - ended < RECOVERY_MS) await sleep(100)
  const back = backAt()
  await sleep(2_000)
  await stopLoad()

  const hit = splitAnswers(cut, began, ended)
  const spared = splitAnswers(other, began, ended)
  assert.ok(back !== undefined, `the shard does not come back: ${describe(hit.after)}`)
  assertHit(hit)
  assert.equal(cut.withoutRetryAfter, 0, 'a 503 says nothing of when to come again')
  assertOnly(other.answers, [201], 'on the other shard')
  assert.ok(
    spared.during.length > hit.during.length / 2,
    `the other one has waited: ${describe(spared.during)}`,
  )
  const kept = await readAcknowledged([cut, other])
  await platform.end()
  return [
    `one shard away for ${AWAY_MS} ms: during it, its tenant got ${describe(hit.during)}, and the other one ${describe(spared.during)}`,
    `on its way as it began: ${describe(hit.onItsWay)}; after it: ${describe(hit.after)}`,
    `back after ${back - ended} ms, all ${kept} acknowledged tickets are there, and no other`,
  ].join('; ')
}
