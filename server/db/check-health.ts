import { setTimeout as sleep } from 'node:timers/promises'
import { isAnyPending } from './applied-migrations.ts'
import { KEPT_PARAMETERS } from './kept-statements.ts'
import type { Orm } from './orm.ts'
import { isDamaged } from './read-fault.ts'
import { wasFull } from './space.ts'
import { tryWrite } from './try-write.ts'

/**
 * `database`: it does not answer. `migrations`: at least one is pending. `writes`: nothing can be written. `damaged`: the
 * file of an embedded database is, and takes no writes any more.
 */
export type Unhealthy = 'database' | 'migrations' | 'writes' | 'damaged'

/** Milliseconds in which a write counts for this check. A slower one counts for the next: slow is not impossible. */
const WRITE_MS = 200

/** So many values that the statement is prepared for each check: a server that prepares nothing more still runs what is kept. */
const VALUES = Array.from({ length: KEPT_PARAMETERS + 1 }, () => 1)

interface Writes {
  failure: Unhealthy | undefined
  running: Promise<void> | undefined
}

const writes = new WeakMap<Orm, Writes>()

/**
 * Checks that the database answers, has the newest schema and can be written. It never throws and has no time limit of its
 * own.
 *
 * @returns undefined when the database is ready; else the reason
 */
export async function checkHealth(orm: Orm): Promise<Unhealthy | undefined> {
  try {
    await orm.em.fork().execute('select 1 in (?) as answer', [VALUES])
    if (await isAnyPending(orm)) return 'migrations'
  } catch (error) {
    return isDamaged(error) ? 'damaged' : 'database'
  }
  return (await findFailure(orm)) ?? (wasFull(orm.em.getConnection()) ? 'writes' : undefined)
}

async function findFailure(orm: Orm): Promise<Unhealthy | undefined> {
  const state = writes.get(orm) ?? { failure: undefined, running: undefined }
  writes.set(orm, state)
  state.running ??= noteWrite(orm, state)
  await Promise.race([state.running, sleep(WRITE_MS, undefined, { ref: false })])
  return state.failure
}

async function noteWrite(orm: Orm, state: Writes): Promise<void> {
  try {
    await tryWrite(orm)
    state.failure = undefined
  } catch (error) {
    state.failure = isDamaged(error) ? 'damaged' : 'writes'
  } finally {
    state.running = undefined
  }
}
