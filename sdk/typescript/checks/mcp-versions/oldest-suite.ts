import { cpSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installPackages } from '../../../../testkit/packages/install-packages.ts'
import type { Check } from '../../../../testkit/checks/run-checks.ts'
import { runOrThrow } from '../../../../testkit/processes/program.ts'
import type { Versions } from './packed-apps.ts'

const REPOSITORY = fileURLToPath(new URL('../../../..', import.meta.url))
const CONFIG = `import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['sdk/typescript/test/*.test.ts'],
    testTimeout: 30_000,
  },
})
`
const SUITE_TIMEOUT_MS = 115_000
/** These look at this repository's build and not at the MCP SDKs. */
const NOT_HERE = ['examples.test.ts', 'package.test.ts', 'tsconfig.json']

/**
 * The test suite as it is, copied to where the old releases are found first. All else, such as the clients, is found
 * further up: in this repository.
 */
export function checkOldestSuite(oldest: Versions): Check {
  return {
    name: `the test suite beside ${Object.entries(oldest)
      .map((entry) => entry.join('/'))
      .join(' and ')}`,
    async run() {
      const folder = await installPackages('mcp-versions/oldest-suite', oldest)
      const copy = join(folder, 'sdk/typescript')
      for (const part of [copy, join(folder, 'testkit')]) rmSync(part, { recursive: true, force: true })
      for (const part of ['sdk/contract', 'testkit'])
        cpSync(join(REPOSITORY, part), join(folder, part), { recursive: true })
      for (const part of ['src', 'test', 'package.json'])
        cpSync(join(REPOSITORY, 'sdk/typescript', part), join(copy, part), { recursive: true })
      for (const name of NOT_HERE) rmSync(join(copy, 'test', name))
      writeFileSync(join(folder, 'vitest.config.ts'), CONFIG)
      const vitest = join(REPOSITORY, 'node_modules/vitest/vitest.mjs')
      await runOrThrow(vitest, { args: ['run', '--reporter=dot'], cwd: folder }, SUITE_TIMEOUT_MS)
    },
  }
}
