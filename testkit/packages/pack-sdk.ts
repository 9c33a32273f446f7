import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runNpm } from './run-npm.ts'

const SDK = fileURLToPath(new URL('../../sdk/typescript', import.meta.url))
const CACHE = fileURLToPath(new URL('../../.cache', import.meta.url))

/**
 * Packs the SDK the way it is published, from the build that is there.
 *
 * @returns the tarball as a dependency, `file:` and its path. The name changes with the content, so that npm notices.
 */
export async function packSdk(): Promise<string> {
  const folder = join(CACHE, `packing-${process.pid}`)
  mkdirSync(folder, { recursive: true })
  try {
    await runNpm(['pack', '--ignore-scripts', '--pack-destination', folder], SDK)
    const packed = join(folder, readdirSync(folder)[0] ?? '')
    const digest = createHash('sha256').update(readFileSync(packed)).digest('hex').slice(0, 12)
    const tarball = join(CACHE, `sdk-${digest}.tgz`)
    renameSync(packed, tarball)
    return `file:${tarball}`
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
