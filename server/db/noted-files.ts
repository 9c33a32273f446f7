import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { createBeside } from './create-missing.ts'

/** The file that tells which database and which log were open together. */
export const NOTED = '.identity'

/** What a copy of a file has not: its number and, where the file system tells it, the time of its making. */
interface Identity {
  number: string
  made: string | undefined
}

interface Noted {
  database: Identity
  log: Identity
}

/**
 * Notes which file and which log belong together, while both are open. A process that ends without closing them leaves the
 * log behind, and SQLite would lay it over whatever file has the name by then.
 *
 * @param path without links
 */
export function noteFiles(path: string): void {
  const found = look(path)
  const text = JSON.stringify(found)
  if (!found || JSON.stringify(readNoted(path)) === text) return
  try {
    createBeside(path, `${path}${NOTED}`)
    writeFileSync(`${path}${NOTED}`, text)
  } catch {
    // Without space or rights, there is no note, or one of another log: either says nothing against this file.
  }
}

/**
 * Whether somebody has put another file before the log that was noted. Where the log is another one, too, all files were
 * copied or restored together, and belong together as before.
 */
export function isReplaced(path: string): boolean {
  const [noted, found] = [readNoted(path), look(path)]
  return !!noted && !!found && !isSame(noted.database, found.database) && isSame(noted.log, found.log)
}

function readNoted(path: string): Noted | undefined {
  try {
    const { database, log } = JSON.parse(readFileSync(`${path}${NOTED}`, 'utf8')) as Noted
    return { database: identity(database), log: identity(log) }
  } catch {
    return undefined
  }
}

function look(path: string): Noted | undefined {
  const [database, log] = [path, `${path}-wal`].map(identify)
  return database && log && { database, log }
}

function identify(path: string): Identity | undefined {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false })
  if (!found) return undefined
  // Where it is unknown, it is nothing or the time of the last change. The device has another number after a restart of the machine.
  const isKnown = found.birthtimeNs !== 0n && found.birthtimeNs !== found.ctimeNs
  return { number: String(found.ino), made: isKnown ? String(found.birthtimeNs) : undefined }
}

const identity = ({ number, made }: Identity): Identity => ({ number, made })

function isSame(one: Identity, other: Identity): boolean {
  return one.number === other.number && (!one.made || !other.made || one.made === other.made)
}
