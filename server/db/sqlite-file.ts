import { chmodSync, existsSync, mkdirSync, realpathSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { isBusy } from './busy.ts'
import { createBeside, createMissing, FILE_MODE } from './create-missing.ts'
import { NOTED } from './noted-files.ts'
import { refuseLostFile, refuseUnfitFile } from './refuse-unfit-file.ts'

/** For the platform's own user only. */
const FOLDER_MODE = 0o700

/** How long a start waits for a process that is about to end, or for a command that migrates. */
const HOLD_TIMEOUT_MS = 5_000
const RETRY_MS = 50

/** What this process holds, by file. The handles must stay referenced: a collected handle gives its lock back. */
const held = new Map<string, DatabaseSync>()

/**
 * Creates the file and its folder if they are missing, and takes all rights from other users. SQLite gives what stands
 * beside it the same mode.
 *
 * @throws Error for the operator, when the file is lost, or cannot or must not be opened
 */
export function prepareSqliteFile(file: string): void {
  refuseLostFile(file)
  mkdirSync(dirname(file), { recursive: true, mode: FOLDER_MODE })
  createMissing(file)
  refuseUnfitFile(file)
  for (const suffix of ['', '-wal', '-shm', '-journal', '.lock', '.migrate', NOTED])
    restrict(`${file}${suffix}`)
}

function restrict(file: string): void {
  if (!existsSync(file)) return
  try {
    chmodSync(file, FILE_MODE)
  } catch (error) {
    // Another user owns it and has let this one in.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error
  }
}

/**
 * Opens a file beside the database, whose only purpose is to be locked with `begin exclusive`. The operating system
 * releases the lock when the process ends, however it ends.
 */
export function openLockFile(file: string, suffix: '.lock' | '.migrate'): DatabaseSync {
  prepareSqliteFile(file)
  // By its real name, so that a link leads to the same lock.
  const path = `${realpathSync(file)}${suffix}`
  createBeside(file, path)
  return new DatabaseSync(path)
}

/**
 * Makes this process the only one that serves the file, until it ends or gives it back. Commands may use the file
 * meanwhile; they take this only to migrate.
 *
 * @returns gives it back
 * @throws Error for the operator, when another process serves it
 */
export async function holdSqliteFile(file: string): Promise<() => void> {
  const lock = openLockFile(file, '.lock')
  const deadline = Date.now() + HOLD_TIMEOUT_MS
  while (!tryLock(lock)) {
    if (Date.now() > deadline) {
      lock.close()
      throw new Error(
        'DATABASE_URL: another process serves this SQLite file, and SQLite has one at a time. ' +
          'Stop that process first, or use MySQL.',
      )
    }
    await sleep(RETRY_MS)
  }
  const name = realpathSync(file)
  held.set(name, lock)
  return () => {
    held.delete(name)
    lock.close()
  }
}

/** Does work while no other process serves a file that is there: this one holds it already, or holds it for so long. */
export async function whileHolding<T>(file: string, work: () => Promise<T>): Promise<T> {
  if (held.has(realpathSync(file))) return work()
  const giveBack = await holdSqliteFile(file)
  try {
    return await work()
  } finally {
    giveBack()
  }
}

/** @returns false when another connection has the lock */
export function tryLock(lock: DatabaseSync): boolean {
  try {
    lock.exec('begin exclusive')
    return true
  } catch (error) {
    if (isBusy(error)) return false
    throw error
  }
}
