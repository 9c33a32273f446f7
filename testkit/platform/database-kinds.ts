import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createConnection, type RowDataPacket } from 'mysql2/promise'

/** Inside the repository, because the folder for temporary files is in memory on many machines. */
const FOLDER = fileURLToPath(new URL('../../.cache/databases', import.meta.url))

export interface Database {
  url: string
  drop: () => Promise<void>
}

export interface DatabaseKind {
  name: 'SQLite' | 'MySQL'
  /**
   * Makes an empty database.
   *
   * @param purpose lower-case letters and `_`. MySQL has one database for each purpose, and for each file of tests that runs at the same
   *   time; the one before is dropped.
   */
  create(purpose?: string): Promise<Database>
}

export const sqlite: DatabaseKind = {
  name: 'SQLite',
  async create(purpose = 'e2e') {
    mkdirSync(FOLDER, { recursive: true })
    const folder = mkdtempSync(join(FOLDER, `${purpose}-`))
    return {
      url: `sqlite:${join(folder, 'mcp-obs.db')}`,
      drop: async () => rmSync(folder, { recursive: true, force: true }),
    }
  },
}

const mySql: DatabaseKind = {
  name: 'MySQL',
  async create(purpose = 'e2e') {
    const name = `mcpobs_test_${purpose}_${process.env.VITEST_POOL_ID ?? 0}`
    await runOnMySql(`drop database if exists ${name}`)
    await runOnMySql(`create database ${name}`)
    // Vitess may run a slow one twice by itself.
    const drop = async () => void (await runOnMySql(`drop database if exists ${name}`))
    return { url: mySqlUrl(name), drop }
  },
}

/** SQLite, and MySQL when `MYSQL_URL` names a server. That CI has one is checked by the tests of the server. */
export const databaseKinds: DatabaseKind[] = process.env.MYSQL_URL ? [sqlite, mySql] : [sqlite]

/** The address of a database on the server that `MYSQL_URL` names. */
export function mySqlUrl(database: string): string {
  return `${process.env.MYSQL_URL?.replace(/\/+$/, '')}/${database}`
}

/** Runs one statement on the server that `MYSQL_URL` names. @returns the rows, if it is a query */
export async function runOnMySql(statement: string): Promise<Record<string, string>[]> {
  const connection = await createConnection(process.env.MYSQL_URL ?? '')
  try {
    const [rows] = await connection.query<RowDataPacket[]>(statement)
    return rows
  } finally {
    await connection.end()
  }
}
