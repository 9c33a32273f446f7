import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
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
 * @param files or parts of their names: of each that has tests for MySQL, one has run. Without any, all files
 * @returns how many passed
 * @throws with what should not be: a test that fails, passes, is skipped or is missing, or a run that ended in another way
 */
export async function testServer(
  files: readonly string[],
  { mySqlUrl, database, folder }: Where,
): Promise<string> {
  const on = database === undefined ? 'one shard' : 'two shards'
  const [list, report] = [join(folder, `list-${on}.json`), join(folder, `report-${on}.json`)]
  const env = {
    ...process.env,
    MYSQL_URL: mySqlUrl,
    DATABASE_SLOWNESS: SLOWNESS,
    TEST_REPORT: report,
    ...(database !== undefined && { MYSQL_DATABASE: database }),
  }
  const vitest = async (...args: string[]) => {
    const all = ['exec', '--', 'vitest', ...args, '--project', 'server', '--testNamePattern', NAMED.source]
    const [code, signal] = await once(spawn('npm', [...all, ...files], { stdio: 'inherit', env }), 'exit')
    return (code ?? signal) as number | string
  }
  await vitest('list', '--no-static-parse', `--json=${list}`)
  const tests = readJson<{ file: string }[]>(list)
  if (tests.length === 0) throw new Error('no file has a test for MySQL')
  const shared = database === undefined ? [] : ['--no-file-parallelism']
  const ended = await vitest('run', '--reporter=dot', `--reporter=${REPORTER}`, ...shared)
  const { wrong, said } = judgeTests(readJson<TestReport>(report), ended, {
    files: new Set(tests.map(({ file }) => relative('.', file))),
    refused: REFUSED_TESTS.filter((row) => row.onlyOn === undefined || row.onlyOn === on),
    skipped: SKIPPED_TESTS.filter((row) => row.onlyOn === undefined || row.onlyOn === on),
  })
  if (wrong.length > 0) throw new Error(`${said}, but:\n${wrong.join('\n')}`)
  return said
}

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T
}
