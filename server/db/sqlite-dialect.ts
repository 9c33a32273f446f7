import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import type { ObserveStatement } from './observe-statement.ts'
import { Places } from './places.ts'
import { isBusy } from './sqlite-file.ts'
import { SqliteStatements } from './sqlite-statements.ts'
import { currentOwner, noteStatement } from './work.ts'

/** How long a statement waits for another process's lock on the file, and between two attempts. */
const LOCK_WAIT_MS = 2_000
const RETRY_MS = 25

/** The one writer. Milliseconds that others wait for it, and how many do. */
const WRITER = { size: 1, shared: { tenant: 1, transport: 1 }, waiting: 1_000, waitMs: 1_000 }

/** What `NodeSqliteDialect` takes as the place of its writer. */
export function newSqlitePlaces(): Places {
  return new Places(WRITER)
}

/**
 * Kysely dialect for `node:sqlite` with one writer and one reader handle. Kysely's own dialect uses a single
 * connection: every read waits for an open transaction, and a second EntityManager used inside one deadlocks. Here reads
 * outside a transaction see the last commit (WAL) and never wait. Writers wait for each other, but not for long.
 */
export class NodeSqliteDialect implements Dialect {
  readonly #file: string
  readonly #observe: ObserveStatement | undefined
  readonly #places: Places
  constructor(file: string, places: Places, observe?: ObserveStatement) {
    this.#file = file
    this.#places = places
    this.#observe = observe
  }
  createDriver(): Driver {
    return new NodeSqliteDriver(this.#file, this.#places, this.#observe)
  }
  createAdapter() {
    return new ConcurrentSqliteAdapter()
  }
  createQueryCompiler() {
    return new SqliteQueryCompiler()
  }
  createIntrospector(db: ConstructorParameters<typeof SqliteIntrospector>[0]) {
    return new SqliteIntrospector(db)
  }
}

class ConcurrentSqliteAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true
  }
}

/** One handle of the file, with the statements that it keeps prepared. */
interface Handle {
  database: DatabaseSync
  statements: SqliteStatements
}

class NodeSqliteDriver implements Driver {
  readonly #file: string
  readonly #observe: ObserveStatement | undefined
  #handles: { writer: Handle; reader: Handle } | undefined
  readonly #writes: Places

  constructor(file: string, writes: Places, observe: ObserveStatement | undefined) {
    this.#file = file
    this.#writes = writes
    this.#observe = observe
  }

  async init(): Promise<void> {
    const writer = new DatabaseSync(this.#file)
    writer.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on')
    const reader = new DatabaseSync(this.#file, { readOnly: true })
    this.#handles = { writer: this.#handle(writer), reader: this.#handle(reader) }
  }

  async acquireConnection(): Promise<NodeSqliteConnection> {
    if (!this.#handles) throw new Error('The database is not open')
    return new NodeSqliteConnection(this.#handles.writer, this.#handles.reader, this.#writes)
  }

  #handle(database: DatabaseSync): Handle {
    return { database, statements: new SqliteStatements(database, this.#observe) }
  }

  async beginTransaction(connection: NodeSqliteConnection): Promise<void> {
    await connection.begin()
  }
  async commitTransaction(connection: NodeSqliteConnection): Promise<void> {
    connection.end('commit')
  }
  async rollbackTransaction(connection: NodeSqliteConnection): Promise<void> {
    connection.end('rollback')
  }
  async savepoint(connection: NodeSqliteConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`savepoint ${name}`))
  }
  async rollbackToSavepoint(connection: NodeSqliteConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`rollback to ${name}`))
  }
  async releaseSavepoint(connection: NodeSqliteConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`release ${name}`))
  }
  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {
    this.#handles?.reader.database.close()
    this.#handles?.writer.database.close()
    this.#handles = undefined
  }
}

class NodeSqliteConnection implements DatabaseConnection {
  readonly #writer: Handle
  readonly #reader: Handle
  readonly #writes: Places
  #release: (() => void) | undefined

  constructor(writer: Handle, reader: Handle, writes: Places) {
    this.#writer = writer
    this.#reader = reader
    this.#writes = writes
  }

  async begin(): Promise<void> {
    const release = await this.#writes.take(currentOwner())
    try {
      // `immediate` takes the write lock now: a deferred transaction can fail half-way when it first writes.
      await whileBusy(() => this.#writer.statements.run(CompiledQuery.raw('begin immediate')))
      this.#release = release
    } catch (error) {
      release()
      throw error
    }
  }

  end(command: 'commit' | 'rollback'): void {
    // Callers roll back after a COMMIT that failed. By then another caller's transaction uses the handle.
    if (!this.#release) return
    const { database, statements } = this.#writer
    try {
      // SQLite rolls back by itself on some errors (disk full, for one); rolling back again would throw.
      if (command === 'commit' || database.isTransaction) statements.run(CompiledQuery.raw(command))
    } catch (error) {
      if (database.isTransaction) database.exec('rollback')
      throw error
    } finally {
      this.#release()
      this.#release = undefined
    }
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    noteStatement(query.sql)
    if (this.#release) return this.#writer.statements.run<R>(query)
    if (/^\s*(select|explain)\b/i.test(query.sql))
      return whileBusy(() => this.#reader.statements.run<R>(query))
    const release = await this.#writes.take(currentOwner())
    try {
      // Here, because the caller may have been told an outage while it waited.
      noteStatement(query.sql)
      return await whileBusy(() => this.#writer.statements.run<R>(query))
    } finally {
      release()
    }
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    noteStatement(query.sql)
    const { statements } = this.#release ? this.#writer : this.#reader
    yield* statements.stream<R>(query)
  }
}

/**
 * Tries again while another process, such as a backup, has the lock on the file. SQLite's own wait would stop the whole
 * process.
 */
async function whileBusy<T>(run: () => T): Promise<T> {
  const deadline = performance.now() + LOCK_WAIT_MS
  for (;;) {
    try {
      return run()
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error
      await sleep(RETRY_MS)
    }
  }
}
