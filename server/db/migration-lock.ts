import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { isSqlite, sqliteFile } from './database-url.ts'
import { MigrationLease } from './migration-lease.ts'
import { openLockFile, tryLock, whileHolding } from './sqlite-file.ts'

/** Hears in a sentence what a migration waits for or does for long. */
export type Say = (sentence: string) => void

/** What a process may ask while it is the one that migrates. */
export interface HeldLock {
  /** Call it before each statement. @throws Error when this process is no longer the one that migrates */
  hold: () => Promise<void>
  /** Ends what this process does in the database, when it is no longer the one that migrates. */
  onLoss: (end: (loss: Error) => void) => void
  /** What the sessions with these ids do at the moment, in the database's words. */
  readStates: (sessions: ReadonlySet<number>) => Promise<string[]>
}

/** Between two sentences about the same wait. */
const SAY_EVERY_MS = 10_000
/** Between two attempts to get SQLite's lock, for which the process cannot wait in the background. */
const RETRY_MS = 50

const WAITING = 'Another process migrates the database. This one waits until it is done.'
const LOCKED = 'Another program has a lock on the file of the database. This process waits until it is gone.'

/**
 * Does work while no other process migrates the database. It waits without a limit, because the other process may fill an
 * index of a large table, and says every ten seconds that it does.
 */
export function withMigrationLock<T>(
  url: string,
  say: Say,
  work: (lock: HeldLock) => Promise<T>,
): Promise<T> {
  return isSqlite(url) ? withFileLock(sqliteFile(url), say, work) : withLease(url, say, work)
}

async function withFileLock<T>(file: string, say: Say, work: (lock: HeldLock) => Promise<T>): Promise<T> {
  const lock = openLockFile(file, '.migrate')
  try {
    const sayNow = atMostEvery(SAY_EVERY_MS, say)
    while (!tryLock(lock)) {
      sayNow(WAITING)
      await sleep(RETRY_MS)
    }
    await untilUnlocked(file, sayNow)
    return await work({ hold: async () => {}, onLoss: () => {}, readStates: async () => [] })
  } finally {
    lock.close()
  }
}

/** A statement waits two seconds for a lock of another program, such as a maintenance script. A start waits until it is gone. */
async function untilUnlocked(file: string, sayNow: Say): Promise<void> {
  const database = new DatabaseSync(file)
  try {
    while (!tryLock(database)) {
      sayNow(LOCKED)
      await sleep(RETRY_MS)
    }
  } finally {
    database.close()
  }
}

async function withLease<T>(url: string, say: Say, work: (lock: HeldLock) => Promise<T>): Promise<T> {
  const lease = new MigrationLease(url)
  try {
    const sayNow = atMostEvery(SAY_EVERY_MS, say)
    await lease.take(() => sayNow(WAITING))
    return await work({
      hold: () => lease.hold(),
      onLoss: (end) => {
        lease.onLoss = end
      },
      readStates: (sessions) => lease.readStates(sessions),
    })
  } catch (error) {
    throw lease.loss ?? error
  } finally {
    await lease.close()
  }
}

/** Lets one sentence through in so many milliseconds. */
export function atMostEvery(milliseconds: number, say: Say): Say {
  let next = 0
  return (sentence) => {
    if (performance.now() < next) return
    next = performance.now() + milliseconds
    say(sentence)
  }
}

/** On SQLite, whoever migrates is the only one that serves the file. MySQL's migrations work beside other releases. */
export function whileAlone<T>(url: string, work: () => Promise<T>): Promise<T> {
  return isSqlite(url) ? whileHolding(sqliteFile(url), work) : work()
}
