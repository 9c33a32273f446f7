import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  assertHit,
  describe,
  findTenant,
  readAcknowledged,
  splitAnswers,
  startLoad,
  startPlatform,
} from './tenant.ts'

/** Milliseconds for which MySQL is away for certain: `.ci/vitess` waits longer before it starts it again. */
const AWAY_MS = 7_000
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
  const platform = await startPlatform(url)
  const tenants = [
    await findTenant(platform.origin, url, '-80'),
    await findTenant(platform.origin, url, '80-'),
  ]

  const stopLoad = startLoad(tenants)
  await sleep(2_000)
  process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL')
  const killed = Date.now()
  const isBack = () =>
    tenants.every(({ answers }) => answers.some(({ sentAt, status }) => sentAt >= killed && status === 201))
  while (!isBack() && Date.now() - killed < RECOVERY_MS) await sleep(100)
  const recovery = Date.now() - killed
  await sleep(2_000)
  await stopLoad()

  const said = tenants.map((tenant) => {
    const { onItsWay, during, after } = splitAnswers(tenant, killed, killed + AWAY_MS)
    return `${describe(during)} in the first ${AWAY_MS} ms, ${describe(after)} later, ${describe(onItsWay)} for what was on its way`
  })
  assert.ok(isBack(), `a shard does not come back: ${said.join('; ')}`)
  for (const tenant of tenants) {
    assertHit(splitAnswers(tenant, killed, killed + AWAY_MS))
    assert.equal(tenant.withoutRetryAfter, 0, 'a 503 says nothing of when to come again')
  }
  const kept = await readAcknowledged(tenants)
  await platform.end()
  return `MySQL killed and back: its tenants got ${said.join('; ')}; all works ${recovery} ms after the kill, all ${kept} acknowledged tickets are there, and no other`
}
