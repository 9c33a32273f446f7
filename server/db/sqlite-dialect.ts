import { DatabaseSync } from 'node:sqlite'
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
import { SqliteStatements } from './sqlite-statements.ts'

/** How long a statement waits for another process's lock on the file. */
const BUSY_TIMEOUT_MS = 5_000

/**
 * Kysely dialect for `node:sqlite` with one writer and one reader handle. Kysely's own dialect uses a single
 * connection: every read waits for an open transaction, and a second EntityManager used inside one deadlocks. Here reads
 * outside a transaction see the last commit (WAL) and never wait. Writers wait for each other on an async mutex.
 */
export class NodeSqliteDialect implements Dialect {
  readonly #file: string
  readonly #observe: ObserveStatement | undefined
  constructor(file: string, observe?: ObserveStatement) {
    this.#file = file
    this.#observe = observe
  }
  createDriver(): Driver {
    return new NodeSqliteDriver(this.#file, this.#observe)
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
  readonly #writes = new Mutex()

  constructor(file: string, observe: ObserveStatement | undefined) {
    this.#file = file
    this.#observe = observe
  }

  async init(): Promise<void> {
    const writer = new DatabaseSync(this.#file, { timeout: BUSY_TIMEOUT_MS })
    writer.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on')
    const reader = new DatabaseSync(this.#file, { timeout: BUSY_TIMEOUT_MS, readOnly: true })
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
  readonly #writes: Mutex
  #release: (() => void) | undefined

  constructor(writer: Handle, reader: Handle, writes: Mutex) {
    this.#writer = writer
    this.#reader = reader
    this.#writes = writes
  }

  async begin(): Promise<void> {
    const release = await this.#writes.acquire()
    try {
      // `immediate` takes the write lock now: a deferred transaction can fail half-way when it first writes.
      this.#writer.statements.run(CompiledQuery.raw('begin immediate'))
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
    if (this.#release) return this.#writer.statements.run<R>(query)
    if (/^\s*(select|explain)\b/i.test(query.sql)) return this.#reader.statements.run<R>(query)
    const release = await this.#writes.acquire()
    try {
      return this.#writer.statements.run<R>(query)
    } finally {
      release()
    }
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    const { statements } = this.#release ? this.#writer : this.#reader
    yield* statements.stream<R>(query)
  }
}

/** Gives access in the order of the requests. */
class Mutex {
  #last: Promise<void> = Promise.resolve()

  async acquire(): Promise<() => void> {
    const previous = this.#last
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#last = promise
    await previous
    return resolve
  }
}
