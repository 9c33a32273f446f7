import type { Reporter, TestModule } from 'vitest/node'

/** Names the tests that passed at a second attempt only, so that nobody overlooks them. */
export default class FlakyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const flaky = modules
      .flatMap((module) => [...module.children.allTests()])
      .filter((test) => test.diagnostic()?.flaky)
    for (const { fullName, module } of flaky)
      process.stdout.write(`passed at the second attempt: ${module.moduleId} > ${fullName}\n`)
  }
}
