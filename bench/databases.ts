import { mkdirSync, rmSync } from 'node:fs'
import { createConnection } from 'mysql2/promise'

const FOLDER = '.cache/bench'

/** The databases to measure: SQLite always, MySQL where `MYSQL_URL` names a server. Both start empty. */
export async function emptyDatabases(name: string): Promise<string[]> {
  rmSync(`${FOLDER}/${name}`, { recursive: true, force: true })
  mkdirSync(`${FOLDER}/${name}`, { recursive: true })
  const sqlite = `sqlite:${FOLDER}/${name}/bench.db`
  const server = process.env.MYSQL_URL?.replace(/\/+$/, '')
  if (!server) {
    process.stdout.write('skipped: no MySQL, because MYSQL_URL is not set\n')
    return [sqlite]
  }
  const database = `mcpobs_bench_${name.replaceAll('-', '_')}`
  const connection = await createConnection({ uri: server, multipleStatements: true })
  await connection.query(`drop database if exists ${database}; create database ${database}`)
  await connection.end()
  return [sqlite, `${server}/${database}`]
}

export function databaseName(url: string): string {
  return url.startsWith('sqlite:') ? 'SQLite' : 'MySQL'
}
