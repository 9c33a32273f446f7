import { writeFileSync } from 'node:fs'
import type { Reporter, SerializedError, TestCase, TestModule, TestSuite } from 'vitest/node'

export interface ReportedTest {
  /** Its file, and the names of what it is in. */
  name: string
  file: string
  state: 'passed' | 'failed' | 'skipped' | 'pending'
  /** What its errors say. */
  said: string
}

export interface TestReport {
  tests: ReportedTest[]
  /** Errors outside of tests: of a file that was not loaded, of what runs before or after a group of tests, and unhandled ones. */
  faults: { name: string; said: string }[]
}

/** Writes what became of each test into the file that TEST_REPORT names. */
export default class TestReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()].map(reportTest))
    const around = modules.flatMap((module) => [module, ...module.children.allSuites()])
    const faults = [
      ...around.flatMap((part) =>
        part.errors().map(({ message }) => ({ name: nameOf(part), said: message })),
      ),
      ...unhandled.map(({ message }) => ({ name: 'unhandled', said: message })),
    ]
    writeFileSync(process.env['TEST_REPORT']!, JSON.stringify({ tests, faults } satisfies TestReport))
  }
}

function reportTest(test: TestCase): ReportedTest {
  const { state, errors = [] } = test.result()
  const said = errors.map(({ message }) => message).join('\n')
  return { name: nameOf(test), file: test.module.relativeModuleId, state, said }
}

function nameOf(task: TestCase | TestSuite | TestModule): string {
  return task.type === 'module' ? task.relativeModuleId : `${nameOf(task.parent)} ${task.name}`
}
