import { isListed, type Listed, NAMED, type Refused } from './refused-tests.ts'
import type { ReportedTest, TestReport } from './report-tests.ts'

/** What a run of the tests should have been. */
export interface Wanted {
  /** A test of each has run. */
  files: ReadonlySet<string>
  refused: readonly Refused[]
  skipped: readonly Listed[]
}

/**
 * Compares a run with what it should have been: tests ran, those that are listed were refused for their reason or skipped, and nothing
 * else failed or was skipped.
 *
 * @param ended the exit code of the run, or the signal that ended it
 * @returns what is wrong, and what happened in one line
 */
export function judgeTests(
  { tests, faults }: TestReport,
  ended: number | string,
  { files, refused, skipped }: Wanted,
): { wrong: string[]; said: string } {
  // The others have names that the run did not ask for.
  const named = tests.filter(({ name }) => NAMED.test(name))
  const of = (state: ReportedTest['state']) => named.filter((each) => each.state === state)
  const [passed, failed, idle] = [of('passed'), of('failed'), [...of('skipped'), ...of('pending')]]
  const ran = [...passed, ...failed]
  const refusalOf = ({ name }: { name: string }) => refused.find((row) => isListed(row, name))
  const isIdleListed = ({ name }: ReportedTest) => skipped.some((row) => isListed(row, name))
  // Tests of a group whose preparation was refused.
  const heldBack = idle.filter((test) => faults.some(({ name }) => name === refusalOf(test)?.test))

  const wrong = [
    ...[...files]
      .filter((file) => !ran.some((test) => test.file === file))
      .map((file) => `no test ran: ${file}`),
    ...[...faults, ...failed].filter((each) => !refusalOf(each)).map((each) => `fails: ${describe(each)}`),
    ...[...faults, ...failed]
      .filter((each) => refusalOf(each)?.says.test(each.said) === false)
      .map((each) => `fails for another reason: ${describe(each)}`),
    ...passed.filter(refusalOf).map(({ name }) => `passes: ${name}`),
    ...idle
      .filter((test) => !isIdleListed(test) && !heldBack.includes(test))
      .map(({ name }) => `did not run: ${name}`),
    ...ran.filter(isIdleListed).map(({ name }) => `is not skipped: ${name}`),
    ...[...refused, ...skipped]
      // Of a file that the run did not ask for, nothing is known.
      .filter(({ test }) => tests.some(({ file }) => test.startsWith(`${file} `)))
      .filter((row) => !named.some(({ name }) => isListed(row, name)))
      .map(({ test }) => `is listed, and there is no such test: ${test}`),
  ]
  const right = failed.length + faults.length > 0 ? 1 : 0
  if (ended !== right) wrong.push(`vitest ended with ${ended}, and not with ${right}`)
  const counts = {
    pass: passed.length,
    'are refused as listed': failed.filter(refusalOf).length + heldBack.length,
    'are skipped as listed': idle.filter(isIdleListed).length,
  }
  const filesRun = new Set(ran.map(({ file }) => file)).size
  const said = Object.entries(counts)
    .map(([what, count]) => `${count} ${what}`)
    .join(', ')
    .concat(`, in ${filesRun} files`)
  return { wrong, said }
}

function describe({ name, said }: { name: string; said: string }): string {
  return `${name}: ${said.split('\n')[0]}`
}
