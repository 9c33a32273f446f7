import { setTimeout as sleep } from 'node:timers/promises'
import { isAnyPending } from './applied-migrations.ts'
import { KEPT_PARAMETERS } from './kept-statements.ts'
import { lastWriteAt, type Orm } from './orm.ts'
import { isSilence } from './silence.ts'
import { wasFull } from './space.ts'
import { tryWrite } from './try-write.ts'

/** `database`: it does not answer. `migrations`: at least one is pending. `writes`: nothing can be written. */
export type Unhealthy = 'database' | 'migrations' | 'writes'

/** Milliseconds in which a write counts for this check. A slower one counts for the next: slow is not impossible. */
const WRITE_MS = 200

/**
 * Milliseconds after a write that had no answer until the next one; after each further such write, twice as many. A database
 * that waits for something before it commits, such as for space, keeps the session of each write until it has it.
 */
const SILENCE_MS = 5_000

/** So many values that the statement is prepared for each check: a server that prepares nothing more still runs what is kept. */
const VALUES = Array.from({ length: KEPT_PARAMETERS + 1 }, () => 1)

interface Writes {
  haveFailed: boolean
  running: Promise<void> | undefined
  /** How many had no answer since the last that succeeded. */
  silences: number
  /** When the last of them was given up, in the time of `performance.now()`. */
  silentAt: number
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
  } catch {
    return 'database'
  }
  return (await canWrite(orm)) && !wasFull(orm.em.getConnection()) ? undefined : 'writes'
}

async function canWrite(orm: Orm): Promise<boolean> {
  const state = writes.get(orm) ?? { haveFailed: false, running: undefined, silences: 0, silentAt: 0 }
  writes.set(orm, state)
  if (isToTry(orm, state)) state.running ??= noteWrite(orm, state)
  await Promise.race([state.running, sleep(WRITE_MS, undefined, { ref: false })])
  return !state.haveFailed
}

/** At once when any write of this process was committed since: then the database answers again. */
function isToTry(orm: Orm, { silences, silentAt }: Writes): boolean {
  if (silences === 0 || lastWriteAt(orm) > silentAt) return true
  return performance.now() - silentAt >= SILENCE_MS * 2 ** (silences - 1)
}

async function noteWrite(orm: Orm, state: Writes): Promise<void> {
  try {
    await tryWrite(orm)
    state.haveFailed = false
    state.silences = 0
  } catch (error) {
    state.haveFailed = true
    if (isSilence(error)) {
      state.silences++
      state.silentAt = performance.now()
    }
  } finally {
    state.running = undefined
  }
}
