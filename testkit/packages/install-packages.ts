import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runNpm } from './run-npm.ts'

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url))

/**
 * Installs packages of exact versions into `.cache/<name>`, without their install scripts, and nothing if they are
 * there already. For what is too large or too foreign to be a dependency of this repository.
 *
 * @param dependencies as in a package.json: versions, or `file:` and a tarball.
 * @returns the folder, whose `node_modules` holds the packages.
 */
export async function installPackages(name: string, dependencies: Record<string, string>): Promise<string> {
  const folder = join(REPOSITORY, '.cache', name)
  const wanted = JSON.stringify({ name, private: true, type: 'module', dependencies }, undefined, 2)
  const done = join(folder, '.installed')
  if (existsSync(done) && readFileSync(done, 'utf8') === wanted) return folder
  rmSync(done, { force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), wanted)
  // Peers are named by whoever needs them; npm would otherwise fetch each package's idea of them.
  await runNpm(['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'], folder)
  writeFileSync(done, wanted)
  return folder
}

/** The version of each of these packages that this repository is developed with, as dependencies. */
export function ownVersions<Name extends string>(...names: Name[]): Record<Name, string> {
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(join(REPOSITORY, 'package.json'), 'utf8'),
  ) as Record<'dependencies' | 'devDependencies', Record<string, string>>
  const all = { ...dependencies, ...devDependencies }
  const versions = {} as Record<Name, string>
  for (const name of names) {
    const version = all[name]
    if (version === undefined) throw new Error(`${name} is no dependency of this repository`)
    versions[name] = version
  }
  return versions
}
