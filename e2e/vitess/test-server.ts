import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { judgeTests } from './judge-tests.ts'
import { NAMED, REFUSED_TESTS, SKIPPED_TESTS } from './refused-tests.ts'
import type { TestReport } from './report-tests.ts'

/** Vitess changes a table in a second, and some tests run all migrations. */
const SLOWNESS = '3'
const REPORTER = resolve('e2e/vitess/report-tests.ts')

interface Where {
  mySqlUrl: string
  /** That all files share, one after the other. Without it each worker makes its own. */
  database?: string
  /** Gets the report of the tests. */
  folder: string
}

/**
 * Runs the server's tests for MySQL. Those whose own statements Vitess refuses are listed, and must fail for the reason that is listed.
 *
 * @param files or parts of their names
 * @param wanted of these, a test has run
 * @returns how many passed
 * @throws with what should not be: a test that fails, passes, is skipped or is missing, or a run that ended in another way
 */
export async function testServer(
  files: readonly string[],
  wanted: readonly string[],
  { mySqlUrl, database, folder }: Where,
): Promise<string> {
  const file = join(folder, `tests-${database ?? 'all'}.json`)
  const shared = database === undefined ? [] : ['--no-file-parallelism']
  const args = ['exec', '--', 'vitest', 'run', '--project', 'server', ...shared]
  const env = {
    ...process.env,
    MYSQL_URL: mySqlUrl,
    DATABASE_SLOWNESS: SLOWNESS,
    TEST_REPORT: file,
    ...(database !== undefined && { MYSQL_DATABASE: database }),
  }
  const reporters = ['--reporter=dot', `--reporter=${REPORTER}`]
  const pattern = ['--testNamePattern', NAMED.source]
  const tests = spawn('npm', [...args, ...reporters, ...pattern, ...files], { stdio: 'inherit', env })
  const [code, signal] = (await once(tests, 'exit')) as [number | null, string | null]
  const report = JSON.parse(readFileSync(file, 'utf8')) as TestReport
  const on = database === undefined ? 'one shard' : 'two shards'
  const { wrong, said } = judgeTests(report, code ?? signal ?? 'nothing', {
    files: wanted,
    refused: REFUSED_TESTS.filter((row) => row.onlyOn === undefined || row.onlyOn === on),
    skipped: SKIPPED_TESTS.filter((row) => row.onlyOn === undefined || row.onlyOn === on),
  })
  if (wrong.length > 0) throw new Error(`${said}, but:\n${wrong.join('\n')}`)
  return said
}
