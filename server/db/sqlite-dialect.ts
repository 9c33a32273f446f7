import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
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

/** How long a statement waits for another process's lock on the file. */
const BUSY_TIMEOUT_MS = 5_000

/**
 * Kysely dialect for `node:sqlite` with one writer and one reader handle. Kysely's own dialect uses a single
 * connection: every read waits for an open transaction, and a second EntityManager used inside one deadlocks. Here reads
 * outside a transaction see the last commit (WAL) and never wait. Writers wait for each other on an async mutex.
 */
export class NodeSqliteDialect implements Dialect {
  readonly #file: string
  constructor(file: string) {
    this.#file = file
  }
  createDriver(): Driver {
    return new NodeSqliteDriver(this.#file)
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

class NodeSqliteDriver implements Driver {
  readonly #file: string
  #handles: { writer: DatabaseSync; reader: DatabaseSync } | undefined
  readonly #writes = new Mutex()

  constructor(file: string) {
    this.#file = file
  }

  async init(): Promise<void> {
    const writer = new DatabaseSync(this.#file, { timeout: BUSY_TIMEOUT_MS })
    writer.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on')
    const reader = new DatabaseSync(this.#file, { timeout: BUSY_TIMEOUT_MS, readOnly: true })
    this.#handles = { writer, reader }
  }

  async acquireConnection(): Promise<NodeSqliteConnection> {
    if (!this.#handles) throw new Error('The database is not open')
    return new NodeSqliteConnection(this.#handles.writer, this.#handles.reader, this.#writes)
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
    this.#handles?.reader.close()
    this.#handles?.writer.close()
    this.#handles = undefined
  }
}

class NodeSqliteConnection implements DatabaseConnection {
  readonly #writer: DatabaseSync
  readonly #reader: DatabaseSync
  readonly #writes: Mutex
  #release: (() => void) | undefined

  constructor(writer: DatabaseSync, reader: DatabaseSync, writes: Mutex) {
    this.#writer = writer
    this.#reader = reader
    this.#writes = writes
  }

  async begin(): Promise<void> {
    const release = await this.#writes.acquire()
    try {
      // `immediate` takes the write lock now: a deferred transaction can fail half-way when it first writes.
      this.#writer.exec('begin immediate')
      this.#release = release
    } catch (error) {
      release()
      throw error
    }
  }

  end(command: 'commit' | 'rollback'): void {
    // Callers roll back after a COMMIT that failed. By then another caller's transaction uses the handle.
    if (!this.#release) return
    try {
      // SQLite rolls back by itself on some errors (disk full, for one); rolling back again would throw.
      if (command === 'commit' || this.#writer.isTransaction) this.#writer.exec(command)
    } catch (error) {
      if (this.#writer.isTransaction) this.#writer.exec('rollback')
      throw error
    } finally {
      this.#release()
      this.#release = undefined
    }
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.#release) return run<R>(this.#writer, query)
    if (/^\s*(select|explain)\b/i.test(query.sql)) return run<R>(this.#reader, query)
    const release = await this.#writes.acquire()
    try {
      return run<R>(this.#writer, query)
    } finally {
      release()
    }
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    const handle = this.#release ? this.#writer : this.#reader
    for (const row of handle.prepare(query.sql).iterate(...(query.parameters as SQLInputValue[]))) {
      yield { rows: [row as R] }
    }
  }
}

function run<R>(handle: DatabaseSync, query: CompiledQuery): QueryResult<R> {
  const statement = handle.prepare(query.sql)
  const parameters = query.parameters as SQLInputValue[]
  if (statement.columns().length > 0) return { rows: statement.all(...parameters) as R[] }
  const { changes, lastInsertRowid } = statement.run(...parameters)
  return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
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
