import { AsyncLocalStorage } from 'node:async_hooks'
import type { MysqlPool, MysqlPoolConnection } from 'kysely'
import { createPool, type PoolConnection, type PoolOptions } from 'mysql2'
import { within } from './late-connection.ts'
import { Places } from './places.ts'
import { isOutOfStatements } from './read-fault.ts'
import { Retirement } from './retirement.ts'
import { SESSION_SETTINGS } from './session-settings.ts'
import { type Answer, untilAnswered } from './silence.ts'
import { currentOwner, noteStatement, type OpenTransaction } from './work.ts'

const CONNECT_TIMEOUT_MS = 2_000
/** Connections to MySQL of one process. */
const POOL_SIZE = 20
/**
 * Of these, what tenants share, and what the transports do in look-ups before the tenant is known: when those of the dashboard
 * wait for a lock, those of the SDK API must not. The check of readiness may have any.
 */
const SHARED = { tenant: 16, transport: 10 }
/** Milliseconds in which a statement gets a connection. */
const WAIT_MS = 1_000
/** Statements of one tenant, and of no tenant, that wait for a connection. A further one fails at once. */
const WAITING = 100

/** Seconds. A statement that waits longer for a row or a table fails: with `request-in-progress` where a ticket is opened. */
const LOCK_WAIT = 2
/** Seconds for any other statement. MySQL knows this limit for reading only; for the others there is `ANSWER_MS`. */
const STATEMENT = 3
/**
 * Seconds after which the server ends a session that says nothing. Where the network lost a connection, the server hears of
 * nothing, and holds the locks of what was written on it. No transaction pauses for so long: a request ends after eight.
 */
const SILENT = 12
/** Milliseconds after which the pool closes a connection that nobody uses: before the server does. */
const IDLE_MS = 8_000

/**
 * The settings of each session. They are set outright, so that the server's own have no effect: with
 * `NO_BACKSLASH_ESCAPES` or `ANSI_QUOTES`, the same statement means something else. The limit on statements has another
 * name on either server; each reads its own kind of comment.
 */
const SESSION = `set ${SESSION_SETTINGS}, session innodb_lock_wait_timeout = ${LOCK_WAIT}, session lock_wait_timeout = ${LOCK_WAIT},
  session wait_timeout = ${SILENT},
  session sql_mode = 'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'
  /*!50708 , session max_execution_time = ${STATEMENT * 1_000} */
  /*M!100100 , session max_statement_time = ${STATEMENT} */`

/** What `openMySqlPool` takes as its places. */
export function newMySqlPlaces(): Places {
  return new Places({ size: POOL_SIZE, shared: SHARED, waiting: WAITING, waitMs: WAIT_MS })
}

type Callback = Parameters<PoolConnection['query']>[2]

/** How a statement is sent on a connection that the pool has given. */
export type Send = (
  connection: PoolConnection,
  sql: string,
  values: readonly unknown[],
  callback: Callback,
) => unknown

/**
 * The connections of one process, as Kysely uses them. Nobody waits long for one, and neither tenants nor transports that
 * stall take the last ones.
 *
 * @param onStored hears of each change of rows that the server has committed
 */
export function openMySqlPool(
  options: PoolOptions,
  places: Places,
  send: Send,
  onStored: () => void,
): MysqlPool {
  const pool = createPool({
    ...options,
    connectionLimit: POOL_SIZE,
    connectTimeout: CONNECT_TIMEOUT_MS,
    // mysql2 closes idle ones only where fewer may be idle than may be open.
    maxIdle: POOL_SIZE - 1,
    idleTimeout: IDLE_MS,
    gracefulEnd: true,
  })
  // Kysely recognises a connection by its object.
  const known = new WeakMap<PoolConnection, Occupied>()
  const retirement = new Retirement()

  const connect = (): Promise<PoolConnection> =>
    new Promise((resolve, reject) => {
      const begunAt = performance.now()
      pool.getConnection((error, connection) => {
        if (error) return reject(error)
        if (known.has(connection)) return resolve(connection)
        // Its statements hear of its end by themselves. Where nobody listened, such as for the closing of a prepared statement
        // on a connection that was closed meanwhile, the event would end the process.
        connection.on('error', () => {})
        setUpSession(connection, (problem) => {
          if (problem) return reject(problem)
          known.set(connection, new Occupied(connection, { send, retirement, onStored, begunAt }))
          resolve(connection)
        })
      })
    })

  /** A free connection that is retired is closed when it comes. The pool opens a new one when no free one is left. */
  async function connectUnretired(): Promise<PoolConnection> {
    for (;;) {
      const connection = await connect()
      if (!known.get(connection)!.isRetired) return connection
      connection.destroy()
    }
  }

  async function take(): Promise<MysqlPoolConnection> {
    const leave = await places.take(currentOwner())
    const arriving = connectUnretired()
    try {
      const connection = await within(WAIT_MS, arriving)
      return known.get(connection)!.occupy(leave)
    } catch (error) {
      // It may arrive later. Then it is the pool's, and its place is free.
      void arriving
        .then(
          (late) => late.release(),
          () => {},
        )
        .finally(leave)
      throw error
    }
  }

  return {
    getConnection(callback) {
      void give(take, callback)
    },
    // It tells of connections that were lost, which are closed already.
    end: (callback) => pool.end(() => callback(undefined)),
  }
}

async function give(
  take: () => Promise<MysqlPoolConnection>,
  callback: Parameters<MysqlPool['getConnection']>[0],
): Promise<void> {
  let connection: MysqlPoolConnection
  try {
    connection = await take()
  } catch (error) {
    return callback(error, undefined as never)
  }
  callback(undefined, connection)
}

interface PoolParts {
  send: Send
  retirement: Retirement
  onStored: () => void
  begunAt: number
}

/** A connection that is in use, and has a place. */
class Occupied implements MysqlPoolConnection {
  readonly #connection: PoolConnection
  readonly #send: Send
  readonly #retirement: Retirement
  readonly #onStored: () => void
  readonly #begunAt: number
  #leave: () => void = () => {}
  /** A transaction may still be open on it, or the server has no place for a statement until others are given back. */
  #isToClose = false
  #transaction: OpenTransaction | undefined
  /** The transaction begins with the next statement. */
  #isToBegin = false
  /** Rows were changed that are not committed yet. */
  #hasUnstored = false

  constructor(connection: PoolConnection, { send, retirement, onStored, begunAt }: PoolParts) {
    this.#connection = connection
    this.#send = send
    this.#retirement = retirement
    this.#onStored = onStored
    this.#begunAt = begunAt
  }

  get isRetired(): boolean {
    return this.#retirement.includes(this.#begunAt)
  }

  get threadId(): number {
    return this.#connection.threadId
  }

  get config(): MysqlPoolConnection['config'] {
    return this.#connection.config
  }

  occupy(leave: () => void): this {
    this.#leave = leave
    return this
  }

  // oxlint-disable-next-line no-explicit-any -- Kysely's signature
  query(sql: string, values: any, callback?: any): any {
    if (sql === 'begin') {
      this.#transaction = { hasWritten: false }
      this.#isToBegin = true
      return queueMicrotask(callback)
    }
    if (!this.#isToBegin) return this.#ask(sql, values as readonly unknown[], callback)
    this.#isToBegin = false
    if (sql === 'commit' || sql === 'rollback') return queueMicrotask(callback)
    // mysql2 calls back in the context of another request, and statements are counted for theirs.
    const inContext = AsyncLocalStorage.snapshot()
    this.#begin(sql, values as readonly unknown[], inContext, (error) => {
      if (error) callback(error)
      else inContext(() => this.#ask(sql, values as readonly unknown[], callback))
    })
  }

  /**
   * Begins a transaction when its first statement comes, which is prepared before. In a transaction, Vitess asks any
   * shard how a statement is prepared, and that shard is then the one of the transaction.
   */
  #begin(first: string, { length }: readonly unknown[], inContext: InContext, callback: Answer): void {
    const begin = () => inContext(() => this.#ask('begin', [], callback))
    if (length === 0) return begin()
    // If it cannot be prepared, the statement itself says why.
    this.#connection.prepare(first, untilAnswered(this.#connection, begin))
  }

  #ask(sql: string, values: readonly unknown[], callback: Answer): void {
    let noteError = (_error: unknown) => {}
    const answered = untilAnswered(this.#connection, (error, ...rest: unknown[]) => {
      if (error) {
        noteError(error)
        this.#retirement.noteFailure(error, this.#begunAt)
        this.#noteFailure(sql, error)
      } else this.#noteAnswer(sql, rest[0])
      callback(error, ...rest)
    })
    try {
      noteError = noteStatement(sql, this.#transaction)
      this.#send(this.#connection, sql, values, answered)
    } catch (error) {
      answered(error)
    }
  }

  #noteAnswer(sql: string, result: unknown): void {
    if (hasWritten(result)) {
      this.#retirement.noteWrite(this.#begunAt)
      this.#hasUnstored = true
    }
    if (!this.#hasUnstored || (this.#transaction && sql !== 'commit')) return
    this.#hasUnstored = false
    this.#onStored()
  }

  /** Kysely gives a connection back only after a BEGIN or ROLLBACK that succeeds. */
  #noteFailure(sql: string, error: unknown): void {
    if (sql === 'begin' || sql === 'rollback') return this.destroy()
    if (sql === 'commit' || isOutOfStatements(error)) this.#isToClose = true
  }

  connect(callback?: Parameters<PoolConnection['connect']>[0]): void {
    this.#connection.connect(callback)
  }

  release(): void {
    this.#transaction = undefined
    this.#isToBegin = false
    this.#hasUnstored = false
    if (this.#isToClose || this.isRetired) return this.destroy()
    this.#connection.release()
    this.#leave()
  }

  destroy(): void {
    this.#connection.destroy()
    this.#leave()
  }
}

/** Whether the statement has changed rows. A server that is read-only lets none do so. */
function hasWritten(result: unknown): boolean {
  return Number((result as { affectedRows?: number } | undefined)?.affectedRows) > 0
}

/** Closes the connection when its session cannot be set up, because nothing may run in it. */
function setUpSession(connection: PoolConnection, callback: (problem?: unknown) => void): void {
  const answered = untilAnswered(connection, (problem) => {
    if (problem) connection.destroy()
    callback(problem ?? undefined)
  })
  connection.query(SESSION, answered)
}

type InContext = ReturnType<typeof AsyncLocalStorage.snapshot>
