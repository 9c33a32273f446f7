import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { REFUSED_TESTS } from './refused-tests.ts'

/** Vitess changes a table in a second, and some tests run all migrations. */
const SLOWNESS = '3'

interface Report {
  testResults: { name: string; assertionResults: { fullName: string; status: string }[]; status: string }[]
}

interface Where {
  mySqlUrl: string
  /** That all files share, one after the other. Without it each worker makes its own. */
  database?: string
  /** Gets the report of the tests. */
  folder: string
}

/**
 * Runs the server's tests for MySQL. Those whose own statements Vitess refuses are listed, and must fail.
 *
 * @param patterns of their files; all when there is none
 * @returns how many passed
 * @throws with the names of those that failed and should not, or passed and are listed
 */
export async function testServer(
  patterns: readonly string[],
  { mySqlUrl, database, folder }: Where,
): Promise<string> {
  const file = join(folder, `tests-${database ?? 'all'}.json`)
  const shared = database === undefined ? [] : ['--no-file-parallelism']
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${file}`]
  const args = ['exec', '--', 'vitest', 'run', '--project', 'server', ...shared, ...reporters]
  const env = {
    ...process.env,
    MYSQL_URL: mySqlUrl,
    DATABASE_SLOWNESS: SLOWNESS,
    ...(database !== undefined && { MYSQL_DATABASE: database }),
  }
  const tests = spawn('npm', [...args, '--testNamePattern', 'MySQL', ...patterns], { stdio: 'inherit', env })
  await once(tests, 'exit')
  const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as Report
  const of = (status: string) =>
    testResults.flatMap(({ name, assertionResults }) =>
      assertionResults
        .filter((each) => each.status === status)
        .map(({ fullName }) => `${relative('', name)} ${fullName}`),
    )
  const refused = REFUSED_TESTS.filter(
    ({ isRefusedOnlyOnTwoShards }) => database !== undefined || !isRefusedOnlyOnTwoShards,
  )
  const isRefused = (name: string) =>
    refused.some(({ test }) => name === test || name.startsWith(`${test}: `))
  const broken = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((each) => each.status !== 'failed'),
  )
  const failed = [
    ...of('failed').filter((name) => !isRefused(name)),
    ...broken.map(({ name }) => relative('', name)),
  ]
  const passed = of('passed')
  const wrong = [
    ...failed.map((name) => `fails: ${name}`),
    ...passed.filter(isRefused).map((name) => `passes: ${name}`),
  ]
  if (wrong.length > 0) throw new Error(`\n${wrong.join('\n')}`)
  return `${passed.length} pass, ${of('failed').length} are refused as listed`
}
