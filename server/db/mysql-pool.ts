import { setTimeout as sleep } from 'node:timers/promises'
import type { MysqlPool, MysqlPoolConnection } from 'kysely'
import { createPool, type PoolConnection, type PoolOptions } from 'mysql2'
import { within } from './late-connection.ts'
import { Occupied, type Send } from './occupied-connection.ts'
import { MOST_WAITING, Places } from './places.ts'
import { isOutOfConnections } from './read-fault.ts'
import { Retirement } from './retirement.ts'
import { SESSION_SETTINGS } from './session-settings.ts'
import { untilAnswered } from './silence.ts'
import { StalledWrites } from './stalled-writes.ts'
import { currentOwner } from './work.ts'

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
/** Milliseconds after which one is asked for again, where the server gives this process no further one. One of its own may be free. */
const AGAIN_MS = 50

/** Seconds. A statement that waits longer for a row or a table fails. */
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
  return new Places({ size: POOL_SIZE, shared: SHARED, waiting: MOST_WAITING, waitMs: WAIT_MS })
}

/**
 * The connections of one process, as Kysely uses them. Nobody waits long for one, and neither tenants nor transports that
 * stall take the last ones.
 */
export function openMySqlPool(options: PoolOptions, places: Places, send: Send): MysqlPool {
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
  const parts = { send, retirement: new Retirement(), stalled: new StalledWrites() }

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
          known.set(connection, new Occupied(connection, begunAt, parts))
          resolve(connection)
        })
      })
    })

  /** A free one, or a new one. Where the server has as many as it takes, one of this process may become free. */
  async function connectInTime(): Promise<PoolConnection> {
    for (const until = performance.now() + WAIT_MS - AGAIN_MS; ;) {
      try {
        return await connect()
      } catch (error) {
        if (!isOutOfConnections(error) || performance.now() > until) throw error
        await sleep(AGAIN_MS)
      }
    }
  }

  /** A free connection that is retired is closed when it comes. The pool opens a new one when no free one is left. */
  async function connectUnretired(): Promise<PoolConnection> {
    for (;;) {
      const connection = await connectInTime()
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

/** Closes the connection when its session cannot be set up, because nothing may run in it. */
function setUpSession(connection: PoolConnection, callback: (problem?: unknown) => void): void {
  const answered = untilAnswered(connection, (problem) => {
    if (problem) connection.destroy()
    callback(problem ?? undefined)
  })
  connection.query(SESSION, answered)
}
