/*
 * The packed SDK on Bun and Deno: the same apps as on Node.
 */
import { join } from 'node:path'
import type { Check } from '../../../../testkit/checks/run-checks.ts'
import { versionsOf } from '../works-on.ts'
import { checkRuntime } from './node-versions.ts'

const [bun = ''] = versionsOf('Bun')
const [deno = ''] = versionsOf('Deno')

/** Each brings its program in a package for the system. */
export const bunAndDeno: Record<string, string> = { bun, deno }

const windows = process.platform === 'win32'
const ending = windows ? '.exe' : ''

/** @param folder where the packages are installed, and next to them the apps. */
export function checkBun(folder: string): Check[] {
  const system = windows ? 'windows' : process.platform
  const architecture = process.arch === 'arm64' ? 'aarch64' : process.arch
  return checkRuntime(folder, {
    title: `Bun ${bun}`,
    name: `bun/${bun}`,
    command: join(folder, `node_modules/@oven/bun-${system}-${architecture}/bin/bun${ending}`),
    options: [],
  })
}

/** @param folder where the packages are installed, and next to them the apps. */
export function checkDeno(folder: string): Check[] {
  const system = `${process.platform}-${process.arch}${process.platform === 'linux' ? '-glibc' : ''}`
  return checkRuntime(folder, {
    title: `Deno ${deno}`,
    name: `deno/${deno}`,
    command: join(folder, `node_modules/@deno/${system}/deno${ending}`),
    options: ['run', '--allow-all'],
  })
}
