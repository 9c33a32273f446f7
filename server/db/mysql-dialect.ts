import { MysqlDialect, type MysqlPool, type MysqlPoolConnection } from 'kysely'
import { createPool, type ExecuteValues, type PoolConnection, TypedParameter } from 'mysql2'
import type { ObserveStatement } from './observe-statement.ts'

const CONNECT_TIMEOUT_MS = 2_000
/** Connections to MySQL of one process. */
const POOL_SIZE = 10
/** Requests that wait for a connection. A further one fails at once. */
const QUEUE_LIMIT = 100
/** Statements that one connection keeps prepared. The server keeps 16,382 for all its connections by default. */
const PREPARED_STATEMENTS = 250

/**
 * The settings of each session. They are set outright, so that the server's own have no effect: with
 * `NO_BACKSLASH_ESCAPES` or `ANSI_QUOTES`, the same statement means something else.
 */
const SESSION = [
  // Seconds. A statement that waits longer for a row lock fails, and is answered as `request-in-progress`.
  'innodb_lock_wait_timeout = 2',
  `sql_mode = 'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'`,
]

/**
 * Kysely's dialect over a pool of mysql2 that prepares every statement with values on the server, and sends the values
 * apart from it. mysql2's own `query` would write them into the text.
 */
export function createMySqlDialect(url: string, observe?: ObserveStatement): MysqlDialect {
  return new MysqlDialect({ pool: async () => openPool(url, observe) })
}

function openPool(uri: string, observe: ObserveStatement | undefined): MysqlPool {
  const pool = createPool({
    uri,
    charset: 'utf8mb4',
    timezone: 'Z',
    dateStrings: true,
    supportBigNumbers: true,
    connectionLimit: POOL_SIZE,
    queueLimit: QUEUE_LIMIT,
    connectTimeout: CONNECT_TIMEOUT_MS,
    maxPreparedStatements: PREPARED_STATEMENTS,
  })
  // Kysely recognises a connection by its object.
  const known = new WeakMap<PoolConnection, MysqlPoolConnection>()
  return {
    getConnection(callback) {
      pool.getConnection((error, connection) => {
        const fail = (reason: unknown) => callback(reason, undefined as never)
        if (error) return fail(error)
        const earlier = known.get(connection)
        if (earlier) return callback(undefined, earlier)
        setUpSession(connection, (problem) => {
          if (problem) return fail(problem)
          const prepared = preparing(connection, observe)
          known.set(connection, prepared)
          callback(undefined, prepared)
        })
      })
    },
    end: (callback) => pool.end(callback),
  }
}

/** Closes the connection when its session cannot be set up, because nothing may run in it. */
function setUpSession(connection: PoolConnection, callback: (problem?: unknown) => void): void {
  connection.query(`set ${SESSION.map((setting) => `session ${setting}`).join(', ')}`, (problem) => {
    if (problem) connection.destroy()
    callback(problem ?? undefined)
  })
}

/** A connection as Kysely uses it. Statements with values are prepared; the others have nothing to bind. */
function preparing(connection: PoolConnection, observe: ObserveStatement | undefined): MysqlPoolConnection {
  return {
    query(sql: string, values: unknown[], callback: Parameters<typeof connection.query>[2]) {
      observe?.(sql, values)
      if (values.length === 0) return connection.query(sql, callback)
      return connection.execute(sql, values.map(toDriver) as ExecuteValues[], callback)
    },
    release: () => connection.release(),
    destroy: () => connection.destroy(),
    connect: (callback) => connection.connect(callback),
    threadId: connection.threadId,
    config: connection.config,
  } as MysqlPoolConnection
}

/**
 * A value as mysql2 sends it. Whole numbers are typed: MariaDB does not say which type it expects, and mysql2 would send
 * a floating-point number.
 */
function toDriver(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString().slice(0, -1).replace('T', ' ')
  if (typeof value === 'boolean') return TypedParameter.LONGLONG(value ? 1 : 0)
  if (Number.isSafeInteger(value)) return TypedParameter.LONGLONG(value as number)
  if (typeof value === 'bigint') return String(value)
  if (value instanceof Uint8Array && !Buffer.isBuffer(value)) return Buffer.from(value)
  return value
}
