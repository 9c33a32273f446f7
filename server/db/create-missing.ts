import { chownSync, closeSync, existsSync, lstatSync, openSync, readlinkSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** Readable by the platform's own user only. */
export const FILE_MODE = 0o600

/**
 * Creates a file, and never opens one that is there: whoever closes any descriptor of a file loses all POSIX locks that
 * the process has on it, those of SQLite too (sqlite.org/howtocorrupt.html §2.2). Another program that closed the
 * database would then take itself for the last one, and delete the log with what was committed.
 */
export function createMissing(file: string): void {
  if (existsSync(file)) return
  try {
    closeSync(openSync(placeOf(file), 'wx', FILE_MODE))
  } catch (error) {
    // Another process was faster.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/** Creates a file beside the database that belongs to the owner of the database. */
export function createBeside(database: string, path: string): void {
  createMissing(path)
  // A command of root must not lock the platform's own user out. SQLite does the same with its files.
  const { uid, gid } = statSync(database)
  if (process.getuid?.() === 0) chownSync(path, uid, gid)
}

/** Where a file is or will be, also when a link to it is there already. */
export function placeOf(file: string): string {
  const isLink = lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink()
  return isLink ? resolve(dirname(file), readlinkSync(file)) : file
}
