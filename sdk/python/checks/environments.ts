/*
 * Environments of Python with this SDK and what its tests need, made with uv.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runOrThrow } from '../../../testkit/processes/program.ts'

const FOLDER = fileURLToPath(new URL('../../../.cache/python', import.meta.url))
/** The folder of the package. */
export const PACKAGE = fileURLToPath(new URL('..', import.meta.url))
const UV = 'uv==0.13.9'
const INSTALL_TIMEOUT_MS = 300_000

/**
 * Makes an environment with the SDK, editable, with the dependency group `check` and with these packages. An environment
 * that is there is brought up to date.
 *
 * @param name of its folder under `.cache/python`
 * @param python the command of the interpreter
 * @param packages requirements such as `mcp==2.3.0`
 * @returns the environment's interpreter
 */
export async function makeEnvironment(name: string, python: string, packages: string[]): Promise<string> {
  const uv = await installUv(python)
  const folder = join(FOLDER, name)
  const own = join(folder, 'bin/python')
  if (!existsSync(own)) await runUv(uv, ['venv', '--quiet', '--python', python, folder])
  const group = ['--group', join(PACKAGE, 'pyproject.toml:check')]
  await runUv(uv, [
    'pip',
    'install',
    '--quiet',
    '--python',
    own,
    '--editable',
    PACKAGE,
    ...group,
    ...packages,
  ])
  return own
}

/**
 * Builds the wheel and the sdist, and installs each into an environment of its own, without anything of this repository.
 *
 * @param packages what is installed beside it
 * @returns the interpreters of both
 */
export async function installBuilt(python: string, packages: string[]): Promise<string[]> {
  const uv = await installUv(python)
  const dist = join(FOLDER, 'dist')
  await runUv(uv, ['build', '--quiet', '--clear', '--python', python, '--out-dir', dist, PACKAGE])
  const built = [...globSync(join(dist, '*.whl')), ...globSync(join(dist, '*.tar.gz'))]
  return Promise.all(
    built.map(async (file, index) => {
      const folder = join(FOLDER, `clean-${index}`)
      const own = join(folder, 'bin/python')
      await runUv(uv, ['venv', '--quiet', '--clear', '--python', python, folder])
      await runUv(uv, ['pip', 'install', '--quiet', '--python', own, file, ...packages])
      return own
    }),
  )
}

/** The command of uv: the machine's, or one that is installed for this repository. */
async function installUv(python: string): Promise<string> {
  if (spawnSync('uv', ['--version']).status === 0) return 'uv'
  const folder = join(FOLDER, 'uv')
  const uv = join(folder, 'bin/uv')
  if (existsSync(uv)) return uv
  mkdirSync(FOLDER, { recursive: true })
  const { env } = process
  await runOrThrow('-m', { command: python, args: ['venv', '--clear', folder], env })
  const args = ['pip', 'install', '--quiet', '--disable-pip-version-check', UV]
  await runOrThrow('-m', { command: join(folder, 'bin/python'), args, env }, INSTALL_TIMEOUT_MS)
  return uv
}

async function runUv(uv: string, args: string[]): Promise<void> {
  const [command = '', ...rest] = args
  // It must use the interpreters of this machine, and load none.
  const env = { ...process.env, UV_PYTHON_DOWNLOADS: 'never' }
  await runOrThrow(command, { command: uv, args: rest, env }, INSTALL_TIMEOUT_MS)
}
