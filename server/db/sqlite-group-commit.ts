import { AsyncLocalStorage } from 'node:async_hooks'
import type { DatabaseSync } from 'node:sqlite'
import { CompiledQuery, type QueryResult } from 'kysely'
import { NoPlaceError, type Places } from './places.ts'
import type { SqliteStatements } from './sqlite-statements.ts'
import { whileBusy } from './while-busy.ts'
import { currentTenant, noteStatement } from './work.ts'

/** Writes of one tenant, and of no tenant, that wait for the writer. A further one fails at once. */
const WAITING = 100

/** One handle of the file, with the statements that it keeps prepared. */
export interface Handle {
  database: DatabaseSync
  statements: SqliteStatements
}

/** The whole of what a caller writes in one transaction. */
interface Write {
  queries: readonly CompiledQuery[]
  tenant: string | undefined
  /** Runs something as a part of the caller's request. */
  asCaller: <T>(run: () => T) => T
  resolve: (results: QueryResult<never>[]) => void
  reject: (error: unknown) => void
}

/**
 * Commits together what was asked for in one turn of the event loop. Most of the time of a small transaction goes into its
 * commit, which waits for the disk, and the process with it. So requests that arrive together wait once. Only writes whose
 * statements are all known before can take part: they run without a pause, so that nobody waits for another's next
 * statement. Each is undone alone when it fails, and is answered when the commit is on the disk.
 */
export class GroupCommit {
  readonly #writer: Handle
  readonly #places: Places
  #waiting: Write[] = []

  constructor(writer: Handle, places: Places) {
    this.#writer = writer
    this.#places = places
  }

  /**
   * Runs the queries in their order, all of them or none.
   *
   * @returns their results, when they are on the disk
   * @throws NoPlaceError, or what the first query that failed threw
   */
  async write(queries: readonly CompiledQuery[]): Promise<QueryResult<never>[]> {
    const tenant = currentTenant()
    if (this.#waiting.filter((other) => other.tenant === tenant).length >= WAITING) throw new NoPlaceError()
    return new Promise((resolve, reject) => {
      this.#waiting.push({ queries, tenant, asCaller: AsyncLocalStorage.snapshot(), resolve, reject })
      if (this.#waiting.length === 1) setImmediate(() => void this.#begin())
    })
  }

  /** Waits for the place of the writer. Writes that come meanwhile take part. */
  async #begin(): Promise<void> {
    let leave = () => {}
    try {
      leave = await this.#places.take()
      await whileBusy(() => this.#run('begin immediate'))
      this.#writeAll(this.#waiting.splice(0))
    } catch (error) {
      for (const { reject } of this.#waiting.splice(0)) reject(error)
    } finally {
      leave()
    }
  }

  #writeAll(writes: readonly Write[]): void {
    const answers: (() => void)[] = []
    try {
      for (const write of writes) answers.push(this.#writeOne(write))
      this.#run('commit')
    } catch (error) {
      for (const { reject } of writes) reject(error)
      if (this.#writer.database.isTransaction) this.#run('rollback')
      return
    }
    for (const answer of answers) answer()
  }

  /**
   * @returns answers the caller, once all is committed
   * @throws when SQLite has undone the whole transaction, as it does on a full disk
   */
  #writeOne({ queries, asCaller, resolve, reject }: Write): () => void {
    this.#run('savepoint one_write')
    try {
      const results = queries.map((query) =>
        asCaller(() => {
          noteStatement(query.sql)
          return this.#writer.statements.run<never>(query)
        }),
      )
      this.#run('release one_write')
      return () => resolve(results)
    } catch (error) {
      if (!this.#writer.database.isTransaction) throw error
      this.#run('rollback to one_write')
      this.#run('release one_write')
      return () => reject(error)
    }
  }

  #run(sql: string): void {
    this.#writer.statements.run(CompiledQuery.raw(sql))
  }
}
