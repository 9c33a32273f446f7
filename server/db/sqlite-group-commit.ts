import { AsyncLocalStorage } from 'node:async_hooks'
import type { DatabaseSync } from 'node:sqlite'
import { CompiledQuery, type QueryResult } from 'kysely'
import type { OpenFile } from './open-file.ts'
import { MOST_WAITING, NoPlaceError, type Places } from './places.ts'
import type { SqliteStatements } from './sqlite-statements.ts'
import { NothingChangedError, type Write } from './statement.ts'
import { whileBusy } from './while-busy.ts'
import { currentTenant, noteStatement, type OpenTransaction } from './work.ts'

/** One handle of the file, with the statements that it keeps prepared. */
export interface Handle {
  database: DatabaseSync
  statements: SqliteStatements
}

/** The whole of what a caller writes in one transaction. */
interface Transaction {
  writes: readonly Write[]
  tenant: string | undefined
  /** Runs something as a part of the caller's request. */
  asCaller: <T>(run: () => T) => T
  resolve: (results: QueryResult<never>[]) => void
  reject: (error: unknown) => void
  /** To call if the COMMIT fails. Absent before all of its statements are done. */
  noteError?: (error: unknown) => void
}

/**
 * Commits together what was asked for in one turn of the event loop. Most of the time of a small transaction goes into its
 * commit, which waits for the disk, and the process with it. So requests that arrive together wait once. Only writes whose
 * statements are all known before can take part: they run without a pause, so that nobody waits for another's next
 * statement. Each is undone alone when it fails, and is answered when the commit is on the disk.
 */
export class GroupCommit {
  readonly #writer: Handle
  readonly #file: OpenFile
  readonly #places: Places
  #waiting: Transaction[] = []

  constructor(writer: Handle, file: OpenFile, places: Places) {
    this.#writer = writer
    this.#file = file
    this.#places = places
  }

  /**
   * Runs the statements in their order, all of them or none.
   *
   * @returns their results, when they are on the disk
   * @throws NoPlaceError, NothingChangedError, or what the first statement that failed threw
   */
  async write(writes: readonly Write[]): Promise<QueryResult<never>[]> {
    const tenant = currentTenant()
    if (this.#waiting.filter((other) => other.tenant === tenant).length >= MOST_WAITING)
      throw new NoPlaceError()
    return new Promise((resolve, reject) => {
      this.#waiting.push({ writes, tenant, asCaller: AsyncLocalStorage.snapshot(), resolve, reject })
      if (this.#waiting.length === 1) setImmediate(() => void this.#begin())
    })
  }

  /** Waits for the place of the writer. Writes that come meanwhile take part, or begin a wait of their own. */
  async #begin(): Promise<void> {
    const waited = this.#waiting.length
    let leave = () => {}
    try {
      leave = await this.#places.take()
      this.#file.refuseWrites()
      await whileBusy(() => this.#run('begin immediate'))
      this.#writeAll(this.#waiting.splice(0))
    } catch (error) {
      for (const { reject } of this.#waiting.splice(0, waited)) reject(error)
      if (this.#waiting.length > 0) setImmediate(() => void this.#begin())
    } finally {
      leave()
    }
  }

  #writeAll(transactions: readonly Transaction[]): void {
    const answers: (() => void)[] = []
    try {
      for (const each of transactions) answers.push(this.#writeOne(each))
      this.#run('commit')
    } catch (error) {
      for (const { reject, noteError } of transactions) {
        noteError?.(error)
        reject(error)
      }
      if (this.#writer.database.isTransaction) this.#run('rollback')
      return
    }
    for (const answer of answers) answer()
  }

  /**
   * @returns answers the caller, once all is committed
   * @throws when SQLite has undone the whole transaction, as it does on a full disk
   */
  #writeOne(transaction: Transaction): () => void {
    const { writes, asCaller, resolve, reject } = transaction
    this.#run('savepoint one_write')
    try {
      const open = { hasWritten: false }
      const results = writes.map((write) => asCaller(() => this.#runWrite(write, open)))
      transaction.noteError = asCaller(() => noteStatement('commit', open))
      this.#run('release one_write')
      return () => resolve(results)
    } catch (error) {
      if (!this.#writer.database.isTransaction) throw error
      this.#run('rollback to one_write')
      this.#run('release one_write')
      transaction.noteError?.(error)
      return () => reject(error)
    }
  }

  #runWrite({ query, mustChange }: Write, open: OpenTransaction): QueryResult<never> {
    noteStatement(query.sql, open)
    const result = this.#writer.statements.run<never>(query)
    if (mustChange && result.numAffectedRows === 0n) throw new NothingChangedError()
    return result
  }

  #run(sql: string): void {
    this.#writer.statements.run(CompiledQuery.raw(sql))
  }
}
