import { mkdirSync } from 'node:fs'
import { mySqlUrl } from '#testkit/platform/database-kinds.ts'

export interface TestDatabase {
  name: 'SQLite' | 'MySQL'
  url: string
}

/** Whether MySQL is Vitess with several shards, which counts no rows and explains its own plans. */
export const isSharded = process.env.MYSQL_DATABASE !== undefined

const worker = process.env.VITEST_POOL_ID ?? '0'
/** Several shards cannot be made by `create database`, so all test files share those that are there, one after the other. */
const mySqlDatabase = process.env.MYSQL_DATABASE ?? `mcpobs_test_${worker}`
export const TEST_FOLDER = '.cache/test'

/**
 * The databases every integration test runs on, each this worker's own. MySQL is there when `MYSQL_URL` names a
 * server, such as `mysql://root@127.0.0.1:3306`.
 */
export const databases: TestDatabase[] = [
  { name: 'SQLite', url: `sqlite:${TEST_FOLDER}/worker-${worker}.db` },
  ...(process.env.MYSQL_URL ? [{ name: 'MySQL', url: mySqlUrl(mySqlDatabase) } as const] : []),
]

export { mySqlUrl }

mkdirSync(TEST_FOLDER, { recursive: true })
