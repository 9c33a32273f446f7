import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, findTenant, postTickets, readAcknowledged, startPlatform } from './tenant.ts'

/** Milliseconds in which all must work again, those included in which MySQL is away and reads its log. */
const RECOVERY_MS = 60_000

/**
 * Kills the MySQL of all shards (SIGKILL) while tickets arrive. `.ci/vitess` starts it again. The tickets are refused and arrive
 * again, and what was acknowledged is there.
 *
 * @param url of the keyspace with shards
 * @param pidFile of MySQL
 * @returns what happened, in one line
 */
export async function checkDatabaseKill(url: string, pidFile: string): Promise<string> {
  const { platform, origin } = await startPlatform(url)
  const tenants = [await findTenant(origin, url, '-80'), await findTenant(origin, url, '80-')]

  let isOver = false
  const load = tenants.map((tenant) => postTickets(tenant, () => isOver))
  await sleep(2_000)
  const killed = Date.now()
  process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL')
  await sleep(2_000)
  const before = tenants.map(({ acknowledged }) => acknowledged.length)
  const isBack = () => tenants.every(({ acknowledged }, i) => acknowledged.length > before[i]!)
  while (!isBack() && Date.now() - killed < RECOVERY_MS) await sleep(100)
  const recovery = Date.now() - killed
  await sleep(2_000)
  isOver = true
  await Promise.all(load)

  const said = tenants.map(({ answers }) => describe(answers)).join('; ')
  assert.ok(isBack(), `a shard does not come back: ${said}`)
  for (const { answers, withoutRetryAfter } of tenants) {
    assert.ok((answers.get(503) ?? 0) > 0, `no 503: ${said}`)
    assert.equal(withoutRetryAfter, 0, 'a 503 says nothing of when to come again')
  }
  const kept = await readAcknowledged(tenants)
  await platform.stop()
  return `MySQL killed and back: its tenants got ${said}; all works ${recovery} ms after the kill, ${kept} of ${kept} acknowledged tickets are there`
}
