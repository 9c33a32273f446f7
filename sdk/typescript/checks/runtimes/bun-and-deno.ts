/*
 * The packed SDK on Bun and Deno: the same apps as on Node.
 */
import { join } from 'node:path'
import type { Check } from '../../../../testkit/checks/run-checks.ts'
import { checkRuntime } from './node-versions.ts'

const VERSIONS = { bun: '1.4.4', deno: '2.9.6' }

/** Each brings its program in a package for the system. */
export const bunAndDeno: Record<string, string> = VERSIONS

/** @param folder where the packages are installed, and next to them the apps. */
export function checkBunAndDeno(folder: string): Check[] {
  const { bun, deno } = VERSIONS
  const windows = process.platform === 'win32'
  const bunSystem = windows ? 'windows' : process.platform
  const denoSystem = `${process.platform}-${process.arch}${process.platform === 'linux' ? '-glibc' : ''}`
  const bunArch = process.arch === 'arm64' ? 'aarch64' : process.arch
  const ending = windows ? '.exe' : ''
  const packages = join(folder, 'node_modules')
  return [
    ...checkRuntime(folder, {
      title: `Bun ${bun}`,
      name: `bun/${bun}`,
      command: join(packages, `@oven/bun-${bunSystem}-${bunArch}/bin/bun${ending}`),
      options: [],
    }),
    ...checkRuntime(folder, {
      title: `Deno ${deno}`,
      name: `deno/${deno}`,
      command: join(packages, `@deno/${denoSystem}/deno${ending}`),
      options: ['run', '--allow-all'],
    }),
  ]
}
