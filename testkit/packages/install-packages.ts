import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url))
/** Milliseconds one run of npm may take. */
const PATIENCE = 300_000

/**
 * Installs packages of exact versions into `.cache/<name>`, without their install scripts, and nothing if they are
 * there already. For what is too large or too foreign to be a dependency of this repository.
 *
 * @param dependencies as in a package.json: versions, or `file:` and a tarball.
 * @returns the folder, whose `node_modules` holds the packages.
 */
export async function installPackages(name: string, dependencies: Record<string, string>): Promise<string> {
  const folder = join(REPOSITORY, '.cache', name)
  const manifest = join(folder, 'package.json')
  const wanted = JSON.stringify({ name, private: true, type: 'module', dependencies }, undefined, 2)
  const done = join(folder, '.installed')
  if (existsSync(done) && readFileSync(done, 'utf8') === wanted) return folder
  rmSync(done, { force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(manifest, wanted)
  // Peers are named by whoever needs them; npm would otherwise fetch each package's idea of them.
  await runNpm(['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'], folder)
  writeFileSync(done, wanted)
  return folder
}

/** Runs npm itself. Only under `npm run` or `npm exec`, which tell where it is. */
export async function runNpm(args: string[], cwd: string): Promise<void> {
  const cli = process.env.npm_execpath
  if (!cli) throw new Error('This needs npm itself: start it with "npm run" or "npm exec"')
  const child = spawn(process.execPath, [cli, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  }
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE)
  const [code] = (await once(child, 'close')) as [number | null]
  clearTimeout(timer)
  if (code !== 0) throw new Error(`npm ${args.join(' ')} ended with ${code}\n${output}`)
}
