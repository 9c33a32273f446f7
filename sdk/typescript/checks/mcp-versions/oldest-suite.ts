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
const SUITE_TIMEOUT_MS = 400_000
const PARTS = [
  'sdk/contract',
  'sdk/typescript/src',
  'sdk/typescript/test',
  'sdk/typescript/package.json',
  'testkit',
]
/** Tests that look at this repository's build and not at the MCP SDKs, and configuration that needs the rest of it. */
const NOT_HERE = [
  'sdk/typescript/test/examples.test.ts',
  'sdk/typescript/test/module-forms.test.ts',
  'sdk/typescript/test/package.test.ts',
  'sdk/typescript/test/tsconfig.json',
  'sdk/typescript/test/works-on.test.ts',
  'testkit/tsconfig.json',
]

/**
 * The test suite as it is, copied to where the old releases are found first. All else, such as the clients, is found
 * further up: in this repository.
 */
export function checkOldestSuite(oldest: Versions): Check {
  return {
    name: `the test suite beside ${Object.entries(oldest)
      .map((entry) => entry.join('/'))
      .join(' and ')}`,
    timeoutMs: SUITE_TIMEOUT_MS + 60_000,
    async run() {
      const folder = await installPackages('mcp-versions/oldest-suite', oldest)
      for (const part of PARTS) {
        rmSync(join(folder, part), { recursive: true, force: true })
        cpSync(join(REPOSITORY, part), join(folder, part), { recursive: true })
      }
      for (const name of NOT_HERE) rmSync(join(folder, name))
      writeFileSync(join(folder, 'vitest.config.ts'), CONFIG)
      const vitest = join(REPOSITORY, 'node_modules/vitest/vitest.mjs')
      await runOrThrow(vitest, { args: ['run', '--reporter=dot'], cwd: folder }, SUITE_TIMEOUT_MS)
    },
  }
}
