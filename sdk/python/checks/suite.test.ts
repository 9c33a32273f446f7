/*
 * The Python SDK as part of `npm test`: its own suite, its linter and types, and both SDKs on the same generated input.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { findPython } from '../../../testkit/packages/find-python.ts'
import { makeEnvironment, PACKAGE } from './environments.ts'
import { generateCases } from './generated-cases.ts'

const NEWEST = ['mcp==2.3.0', 'fastmcp>=4.1,<5', 'httpx2', 'httpx', 'uvicorn']
const CASES = 10_000
const SEED = 20_261_126
const TIMEOUT_MS = 2_700_000

const found = findPython()
const inCi = process.env['CI'] === 'true'
if (found === undefined && !inCi) process.stdout.write('sdk/python skipped: no Python ≥ 3.10\n')

describe.skipIf(found === undefined && !inCi)('R3.5 the Python SDK', () => {
  let python: string
  beforeAll(async () => {
    if (found === undefined) throw new Error('CI needs Python ≥ 3.10')
    python = await makeEnvironment('newest', found, NEWEST)
  }, TIMEOUT_MS)

  /** What a program wrote that failed, and nothing for one that did not. */
  const problemOf = (args: string[], input?: string): string => {
    const ran = spawnSync(python, args, { cwd: PACKAGE, encoding: 'utf8', input, maxBuffer: 1e8 })
    return ran.status === 0
      ? ''
      : `${ran.stdout.slice(-8_000)}${ran.stderr.slice(-8_000)} ended with ${ran.status}`
  }

  test.each([
    ['its format', ['ruff', 'format', '--check', '.']],
    ['its lint', ['ruff', 'check', '.']],
    ['its types', ['pyright', '--pythonpath', '{python}']],
  ])(
    '%s',
    (_name, args) => {
      expect(problemOf(['-m', ...args.map((arg) => arg.replace('{python}', python))])).toBe('')
    },
    TIMEOUT_MS,
  )

  // A second attempt is of the tests that failed: all of them take minutes.
  test(
    'its suite, with the newest frameworks',
    ({ task }) => {
      const again = (task.result?.retryCount ?? 0) > 0
      const problem = problemOf(['-m', 'pytest', '-q', again ? '--last-failed' : '--cache-clear'])
      for (const line of problem.match(/^FAILED .*$/gm) ?? []) process.stdout.write(`${line}\n`)
      expect(problem).toBe('')
    },
    TIMEOUT_MS,
  )

  test(
    `agrees with TypeScript on ${CASES} generated cases`,
    () => {
      const cases = generateCases(CASES, SEED).map((one) => JSON.stringify(one))
      expect(problemOf([join('checks', 'compare_cases.py')], cases.join('\n'))).toBe('')
    },
    TIMEOUT_MS,
  )
})
