import { statSync } from 'node:fs'

/** SQLite's code for a file that was moved, of the kind READONLY. SQLite itself looks for that only without a log. */
const MOVED = 1032

/**
 * The SQLite file that a process has open, and its log. Where somebody moves, replaces or deletes one of them, the process
 * would go on with what nobody finds any more after its end, and acknowledge tickets that are lost.
 */
export class OpenFile {
  readonly #path: string
  readonly #file: string | undefined
  /** Made by the first statement that writes. */
  #log: string | undefined

  constructor(path: string) {
    this.#path = path
    this.#file = identityOf(path)
  }

  /** @throws Error when what is open is no longer what its name says */
  refuseMoved(): void {
    const log = identityOf(`${this.#path}-wal`)
    this.#log ??= log
    if (identityOf(this.#path) === this.#file && log === this.#log) return
    const error = new Error('The database file or its log was moved, replaced or deleted')
    throw Object.assign(error, { code: 'ERR_SQLITE_ERROR', errcode: MOVED })
  }
}

function identityOf(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false })
  return found && `${found.dev}:${found.ino}`
}
