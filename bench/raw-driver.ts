import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { createPool } from 'mysql2/promise'

type Row = Record<string, unknown>
type Statement = [sql: string, parameters: unknown[]]

export interface RawDatabase {
  query: (sql: string, parameters: unknown[]) => Promise<Row[]>
  transaction: (statements: Statement[]) => Promise<void>
  close: () => Promise<void>
}

/** The drivers under the platform, bare: `node:sqlite`, or mysql2 with a pool of ten. */
export function openRaw(url: string): Promise<RawDatabase> {
  return url.startsWith('sqlite:') ? openSqlite(url.slice('sqlite:'.length)) : openMySql(url)
}

async function openSqlite(file: string): Promise<RawDatabase> {
  const database = new DatabaseSync(file, { timeout: 5_000 })
  database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on')
  const values = (parameters: unknown[]) =>
    parameters.map((value) => (value instanceof Date ? value.getTime() : (value ?? null))) as SQLInputValue[]
  return {
    query: async (sql, parameters) => database.prepare(sql).all(...values(parameters)),
    transaction: async (statements) => {
      database.exec('begin immediate')
      try {
        for (const [sql, parameters] of statements) database.prepare(sql).run(...values(parameters))
        database.exec('commit')
      } catch (error) {
        database.exec('rollback')
        throw error
      }
    },
    close: async () => database.close(),
  }
}

async function openMySql(uri: string): Promise<RawDatabase> {
  const pool = createPool({ uri, connectionLimit: 10, timezone: 'Z' })
  return {
    query: async (sql, parameters) => (await pool.query(sql, parameters))[0] as Row[],
    transaction: async (statements) => {
      const connection = await pool.getConnection()
      try {
        await connection.beginTransaction()
        for (const [sql, parameters] of statements) await connection.query(sql, parameters)
        await connection.commit()
      } catch (error) {
        await connection.rollback()
        throw error
      } finally {
        connection.release()
      }
    },
    close: () => pool.end(),
  }
}
