import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite'
import type { CompiledQuery, QueryResult } from 'kysely'
import { KEPT_PARAMETERS, KEPT_STATEMENTS } from './kept-statements.ts'
import type { ObserveStatement } from './observe-statement.ts'

interface Prepared {
  statement: StatementSync
  /** Names of what it returns; empty where it returns no rows. */
  columns: readonly string[]
}

/** Runs statements on one handle, and keeps those that it ran last prepared. */
export class SqliteStatements {
  readonly #handle: DatabaseSync
  /** In the order of their last use. */
  readonly #prepared = new Map<string, Prepared>()

  readonly #observe: ObserveStatement | undefined
  readonly #noteFault: ((error: unknown) => void) | undefined

  /** @param noteFault hears why a statement failed */
  constructor(handle: DatabaseSync, observe?: ObserveStatement, noteFault?: (error: unknown) => void) {
    this.#handle = handle
    this.#observe = observe
    this.#noteFault = noteFault
  }

  run<R>(query: CompiledQuery): QueryResult<R> {
    this.#observe?.(query.sql, query.parameters)
    try {
      return this.#run(query)
    } catch (error) {
      this.#noteFault?.(error)
      throw error
    }
  }

  #run<R>({ sql, parameters }: CompiledQuery): QueryResult<R> {
    if (parameters.length <= KEPT_PARAMETERS) return runPrepared(this.#prepare(sql), parameters)
    const prepared = prepare(this.#handle, sql)
    try {
      return runPrepared(prepared, parameters)
    } finally {
      release(prepared)
    }
  }

  #prepare(sql: string): Prepared {
    const known = this.#prepared.get(sql)
    if (known) this.#prepared.delete(sql)
    const prepared = known ?? prepare(this.#handle, sql)
    this.#prepared.set(sql, prepared)
    if (this.#prepared.size > KEPT_STATEMENTS) {
      const [oldest, least] = this.#prepared.entries().next().value!
      this.#prepared.delete(oldest)
      release(least)
    }
    return prepared
  }
}

function runPrepared<R>({ statement, columns }: Prepared, parameters: readonly unknown[]): QueryResult<R> {
  const values = parameters.map(toDriver)
  if (columns.length > 0) {
    const rows = statement.all(...values) as unknown as SQLOutputValue[][]
    return { rows: rows.map((row) => toObject(columns, row) as R) }
  }
  const { changes, lastInsertRowid } = statement.run(...values)
  return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
}

function prepare(handle: DatabaseSync, sql: string): Prepared {
  const statement = handle.prepare(sql)
  const columns = statement.columns().map(({ name }) => name)
  // The driver takes twice as long to make objects.
  if (columns.length > 0) statement.setReturnArrays(true)
  return { statement, columns }
}

function toObject(
  columns: readonly string[],
  row: readonly SQLOutputValue[],
): Record<string, SQLOutputValue> {
  const object: Record<string, SQLOutputValue> = {}
  for (let index = 0; index < columns.length; index++) object[columns[index]!] = row[index]!
  return object
}

/** Frees what SQLite holds of it. Before Node 26 only a collection of garbage does, which does not know how large it is. */
function release({ statement }: Prepared): void {
  ;(statement as StatementSync & Partial<Disposable>)[Symbol.dispose]?.()
}

/** A value as `node:sqlite` binds it. It would bind every `number` as a floating-point number. */
function toDriver(value: unknown): SQLInputValue {
  if (value instanceof Date) return BigInt(value.getTime())
  if (typeof value === 'boolean') return value ? 1n : 0n
  if (Number.isSafeInteger(value)) return BigInt(value as number)
  return value as SQLInputValue
}
