import { MysqlDialect } from 'kysely'
import mysql, { type ExecuteValues, type PoolOptions } from 'mysql2'
import { readMySqlUrl } from './database-url.ts'
import { KEPT_PARAMETERS, KEPT_STATEMENTS } from './kept-statements.ts'
import { openMySqlPool } from './mysql-pool.ts'
import type { ObserveStatement } from './observe-statement.ts'
import type { Send } from './occupied-connection.ts'
import type { Places } from './places.ts'

/**
 * Kysely's dialect over a pool of mysql2 that prepares every statement with values on the server, and sends the values
 * apart from it. mysql2's own `query` would write them into the text.
 *
 * @throws Error for a URL that cannot be used
 */
export function createMySqlDialect(
  url: string,
  places: Places,
  observe: ObserveStatement | undefined,
): MysqlDialect {
  const options = poolOptions(url)
  return new MysqlDialect({ pool: async () => openMySqlPool(options, places, preparing(observe)) })
}

function poolOptions(url: string): PoolOptions {
  return {
    ...readMySqlUrl(url),
    charset: 'utf8mb4',
    timezone: 'Z',
    dateStrings: true,
    supportBigNumbers: true,
    maxPreparedStatements: KEPT_STATEMENTS,
  }
}

/** Statements with values are prepared; the others have nothing to bind. */
function preparing(observe: ObserveStatement | undefined): Send {
  return (connection, sql, values, callback) => {
    observe?.(sql, values)
    if (values.length === 0) return connection.query(sql, callback)
    const bound = values.map(toDriver) as ExecuteValues[]
    if (values.length <= KEPT_PARAMETERS) return connection.execute(sql, bound, callback)
    return connection.execute(sql, bound, (error, result, fields) => {
      // After an error it stays until others take its place.
      if (!error) connection.unprepare(sql)
      callback?.(error, result, fields)
    })
  }
}

/**
 * A value as mysql2 sends it. Whole numbers are typed: MariaDB does not say which type it expects, and mysql2 would send
 * a floating-point number.
 */
function toDriver(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString().slice(0, -1).replace('T', ' ')
  if (typeof value === 'boolean') return mysql.TypedParameter.LONGLONG(value ? 1 : 0)
  if (Number.isSafeInteger(value)) return mysql.TypedParameter.LONGLONG(value as number)
  if (typeof value === 'bigint') return String(value)
  if (value instanceof Uint8Array && !Buffer.isBuffer(value)) return Buffer.from(value)
  return value
}
