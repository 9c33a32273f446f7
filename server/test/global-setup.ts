import { mkdirSync, rmSync } from 'node:fs'
import { runOnMySql } from '#testkit/platform/database-kinds.ts'
import { hasValkey } from '#testkit/valkey/start-valkey.ts'
import { TEST_FOLDER } from './databases.ts'

/** Workers get a database each, empty at the start of a run; their names are `mcpobs_test_<worker>`. */
export async function setup(): Promise<void> {
  rmSync(TEST_FOLDER, { recursive: true, force: true })
  mkdirSync(TEST_FOLDER, { recursive: true })
  if (!process.env.MYSQL_URL && process.env.CI) throw new Error('MYSQL_URL is not set, and CI tests MySQL')
  if (!hasValkey && process.env.CI) throw new Error('There is no redis-server, and CI tests Valkey')
  if (!hasValkey) process.stdout.write('skipped: no Valkey, because there is no redis-server\n')
  if (!process.env.MYSQL_URL) {
    process.stdout.write('skipped: no MySQL, because MYSQL_URL is not set; the tests run on SQLite\n')
    return
  }
  for (const row of await runOnMySql(`show databases like 'mcpobs\\_test\\_%'`)) {
    await runOnMySql(`drop database \`${Object.values(row)[0]}\``)
  }
}
