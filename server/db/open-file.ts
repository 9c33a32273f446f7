import { realpathSync, statSync } from 'node:fs'
import { isDamaged } from './read-fault.ts'

/** SQLite's code for a file that was moved, of the kind READONLY. SQLite itself looks for that only without a log. */
const MOVED = 1032
const CORRUPT = 11

/** What stands beside the file: its log, and the lock of the process that serves it. */
const BESIDE = ['-wal', '.lock'] as const

/**
 * The SQLite file that a process has open, its log and its lock. Where somebody moves, replaces or deletes the file or its
 * log, the process would go on with what nobody finds any more after its end, and acknowledge tickets that are lost. Where
 * it is the lock, a second process may serve the file. And what is written into a damaged file may be lost, too.
 */
export class OpenFile {
  readonly #path: string
  readonly #file: string | undefined
  readonly #real: string
  /** Each as it was first seen: the log is made by the first statement that writes. */
  readonly #beside = new Map<string, string>()
  #isDamaged = false

  constructor(path: string) {
    this.#path = path
    this.#file = identityOf(path)
    this.#real = realpathSync(path)
  }

  /** Notes why a statement failed. A damaged file does not get well by itself: this lasts as long as the process. */
  noteFault(error: unknown): void {
    this.#isDamaged ||= isDamaged(error)
  }

  /** @throws Error when what is open is damaged, or no longer what its name says */
  refuseWrites(): void {
    if (this.#isDamaged) throw newFault('The database file is damaged', CORRUPT)
    if (identityOf(this.#path) === this.#file && BESIDE.every((suffix) => this.#isAsSeen(suffix))) return
    throw newFault('The database file, its log or its lock was moved, replaced or deleted', MOVED)
  }

  #isAsSeen(suffix: string): boolean {
    const found = identityOf(`${this.#real}${suffix}`)
    const seen = this.#beside.get(suffix)
    if (seen === undefined && found !== undefined) this.#beside.set(suffix, found)
    return seen === undefined || seen === found
  }
}

function newFault(message: string, errcode: number): Error {
  return Object.assign(new Error(message), { code: 'ERR_SQLITE_ERROR', errcode })
}

function identityOf(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false })
  return found && `${found.dev}:${found.ino}`
}
