import { mkdirSync, rmSync } from 'node:fs'
import { createConnection } from 'mysql2/promise'
import { TEST_FOLDER } from './databases.ts'

/** Workers get a database each, empty at the start of a run; their names are `mcpobs_test_<worker>`. */
export async function setup(): Promise<void> {
  rmSync(TEST_FOLDER, { recursive: true, force: true })
  mkdirSync(TEST_FOLDER, { recursive: true })
  const url = process.env.MYSQL_URL
  if (!url && process.env.CI) throw new Error('MYSQL_URL is not set, and CI tests MySQL')
  if (!url) {
    process.stdout.write('skipped: no MySQL, because MYSQL_URL is not set; the tests run on SQLite\n')
    return
  }
  const connection = await createConnection({ uri: url, multipleStatements: true })
  const [rows] = await connection.query(`show databases like 'mcpobs\\_test\\_%'`)
  for (const row of rows as Record<string, string>[]) {
    await connection.query(`drop database \`${Object.values(row)[0]}\``)
  }
  await connection.end()
}
