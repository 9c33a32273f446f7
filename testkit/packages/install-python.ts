import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runOrThrow } from '../processes/program.ts'
import { findPython } from './find-python.ts'

const FOLDER = fileURLToPath(new URL('../../.cache/python', import.meta.url))
const INSTALL_TIMEOUT_MS = 110_000

/**
 * Installs packages of Python, of the versions that the requirements name, into an environment of their own, and nothing
 * if it is there already.
 *
 * @param requirement such as `mcp==2.3.*`, or several with spaces between them
 * @returns the environment's `python`
 * @throws when there is no Python that is new enough, or the installation fails, with what it wrote
 */
export async function installPython(requirement: string): Promise<string> {
  const folder = join(FOLDER, requirement.replaceAll(/[^\w.]+/g, '-'))
  const python = join(folder, 'bin/python')
  const done = join(folder, 'installed')
  if (existsSync(done)) return python
  mkdirSync(FOLDER, { recursive: true })
  const { env } = process
  const found = findPython()
  if (found === undefined) throw new Error('this machine has no Python 3.10 or newer')
  await runOrThrow('-m', { command: found, args: ['venv', '--clear', folder], env })
  const args = ['pip', 'install', '--quiet', '--disable-pip-version-check', ...requirement.split(' ')]
  await runOrThrow('-m', { command: python, args, env }, INSTALL_TIMEOUT_MS)
  mkdirSync(done)
  return python
}
