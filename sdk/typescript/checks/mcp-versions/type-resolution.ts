import { join } from 'node:path'
import { runOrThrow } from '../../../../testkit/processes/program.ts'
import { installPackages } from '../../../../testkit/packages/install-packages.ts'
import type { Check } from '../../../../testkit/checks/run-checks.ts'

/** That TypeScript finds the packed types however a project resolves modules. */
export function checkTypes(tarball: string): Check {
  return {
    name: 'types resolve (attw)',
    async run() {
      const folder = await installPackages('attw', { '@arethetypeswrong/cli': '0.18.5' })
      const attw = join(folder, 'node_modules/@arethetypeswrong/cli/dist/index.js')
      await runOrThrow(attw, { args: [tarball.replace('file:', '')] })
    },
  }
}
