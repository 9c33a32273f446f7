import { realpathSync } from 'node:fs'
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
import { giveWayInTime } from './give-way.ts'
import { noteFiles } from './noted-files.ts'
import type { ObserveStatement } from './observe-statement.ts'
import { OpenFile } from './open-file.ts'
import { Places } from './places.ts'
import { GroupCommit, type Handle } from './sqlite-group-commit.ts'
import { SqliteStatements } from './sqlite-statements.ts'
import type { Write } from './statement.ts'
import { whileBusy } from './while-busy.ts'
import { currentOwner, noteAndRun, type OpenTransaction } from './work.ts'

/** The one writer. Milliseconds that others wait for it, and how many do. */
const WRITER = { size: 1, shared: { tenant: 1, transport: 1 }, waiting: 1_000, waitMs: 1_000 }

/** KiB of pages that each handle keeps. By default they are 2,000, and a facet of a million tickets reads twice as many. */
const CACHE_KIB = 16_000

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

/** The two handles of a file that is open. */
interface Open {
  writer: Handle
  reader: Handle
  file: OpenFile
  group: GroupCommit
}

class NodeSqliteDriver implements Driver {
  readonly #file: string
  readonly #observe: ObserveStatement | undefined
  #open: Open | undefined
  readonly #writes: Places

  constructor(file: string, writes: Places, observe: ObserveStatement | undefined) {
    this.#file = file
    this.#writes = writes
    this.#observe = observe
  }

  async init(): Promise<void> {
    const writer = new DatabaseSync(this.#file)
    writer.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on')
    // Now its log is there.
    noteFiles(realpathSync(this.#file))
    const reader = new DatabaseSync(this.#file, { readOnly: true })
    for (const handle of [writer, reader]) handle.exec(`pragma cache_size = -${CACHE_KIB}`)
    const file = new OpenFile(this.#file)
    const handle = this.#handle(writer, file)
    this.#open = {
      writer: handle,
      reader: this.#handle(reader, file),
      file,
      group: new GroupCommit(handle, file, this.#writes),
    }
  }

  async acquireConnection(): Promise<NodeSqliteConnection> {
    await giveWayInTime()
    if (!this.#open) throw new Error('The database is not open')
    return new NodeSqliteConnection(this.#open, this.#writes)
  }

  #handle(database: DatabaseSync, file: OpenFile): Handle {
    const noteFault = (error: unknown) => file.noteFault(error)
    return { database, statements: new SqliteStatements(database, this.#observe, noteFault) }
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
    this.#open?.reader.database.close()
    this.#open?.writer.database.close()
    this.#open = undefined
  }
}

export class NodeSqliteConnection implements DatabaseConnection {
  readonly #writer: Handle
  readonly #reader: Handle
  readonly #file: OpenFile
  readonly #group: GroupCommit
  readonly #writes: Places
  #transaction: (OpenTransaction & { release: () => void }) | undefined

  constructor({ writer, reader, file, group }: Open, writes: Places) {
    this.#writer = writer
    this.#reader = reader
    this.#file = file
    this.#group = group
    this.#writes = writes
  }

  async begin(): Promise<void> {
    const release = await this.#writes.take(currentOwner())
    try {
      this.#file.refuseWrites()
      // `immediate` takes the write lock now: a deferred transaction can fail half-way when it first writes.
      await whileBusy(() => this.#writer.statements.run(CompiledQuery.raw('begin immediate')))
      this.#transaction = { release, hasWritten: false }
    } catch (error) {
      release()
      throw error
    }
  }

  end(command: 'commit' | 'rollback'): void {
    // Callers roll back after a COMMIT that failed. By then another caller's transaction uses the handle.
    const transaction = this.#transaction
    if (!transaction) return
    const { database, statements } = this.#writer
    try {
      // SQLite rolls back by itself on some errors (disk full, for one); rolling back again would throw.
      if (command === 'commit' || database.isTransaction)
        noteAndRun(command, transaction, () => statements.run(CompiledQuery.raw(command)))
    } catch (error) {
      if (database.isTransaction) database.exec('rollback')
      throw error
    } finally {
      transaction.release()
      this.#transaction = undefined
    }
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const run = (on: Handle) => noteAndRun(query.sql, this.#transaction, () => on.statements.run<R>(query))
    if (this.#transaction) return run(this.#writer)
    if (/^\s*(select|explain)\b/i.test(query.sql)) return whileBusy(() => run(this.#reader))
    if (/^\s*(insert|update|delete)\b/i.test(query.sql)) {
      const [result] = await this.writeTogether([{ query }])
      return result!
    }
    const release = await this.#writes.take(currentOwner())
    try {
      // The caller may have been told an outage while it waited.
      return await whileBusy(() => run(this.#writer))
    } finally {
      release()
    }
  }

  /** Writes in one transaction, which is committed together with those of others. @throws as `GroupCommit.write` */
  writeTogether(writes: readonly Write[]): Promise<QueryResult<never>[]> {
    return this.#group.write(writes)
  }

  streamQuery(): never {
    throw new Error('Rows are read in pages, not in a stream')
  }
}
