import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runNpm } from './run-npm.ts'

const SDK = fileURLToPath(new URL('../../sdk', import.meta.url))
const CACHE = fileURLToPath(new URL('../../.cache', import.meta.url))

/**
 * Packs a package of `sdk/` the way it is published, from the build that is there.
 *
 * @param name its folder. Default: the SDK.
 * @returns the tarball as a dependency, `file:` and its path. The name changes with the content, so that npm notices.
 */
export async function packSdk(name: 'typescript' | 'client' = 'typescript'): Promise<string> {
  const folder = join(CACHE, `packing-${name}-${process.pid}`)
  mkdirSync(folder, { recursive: true })
  try {
    await runNpm(['pack', '--ignore-scripts', '--pack-destination', folder], join(SDK, name))
    const packed = join(folder, readdirSync(folder)[0] ?? '')
    const digest = createHash('sha256').update(readFileSync(packed)).digest('hex').slice(0, 12)
    const tarball = join(CACHE, `sdk-${name}-${digest}.tgz`)
    renameSync(packed, tarball)
    return `file:${tarball}`
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
