import { mkdirSync } from 'node:fs'
import { mySqlUrl } from '#testkit/platform/databases.ts'

export interface TestDatabase {
  name: 'SQLite' | 'MySQL'
  url: string
}

const worker = process.env.VITEST_POOL_ID ?? '0'
export const TEST_FOLDER = '.cache/test'

/**
 * The databases every integration test runs on, each this worker's own. MySQL is there when `MYSQL_URL` names a
 * server, such as `mysql://root@127.0.0.1:3306`.
 */
export const databases: TestDatabase[] = [
  { name: 'SQLite', url: `sqlite:${TEST_FOLDER}/worker-${worker}.db` },
  ...(process.env.MYSQL_URL ? [{ name: 'MySQL', url: mySqlUrl(`mcpobs_test_${worker}`) } as const] : []),
]

export { mySqlUrl }

mkdirSync(TEST_FOLDER, { recursive: true })
