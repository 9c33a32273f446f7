import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

const IS_RECENT = 'import sys; sys.exit(sys.version_info < (3, 10))'

/**
 * The interpreter that has this version, and without one the first that the Python SDK runs on. The variable `PYTHON` names
 * the only one to try.
 *
 * @param version such as `3.12`
 * @returns nothing if this machine has none.
 */
export function findPython(version?: string): string | undefined {
  const { PYTHON, PYENV_ROOT } = process.env
  const names = version === undefined ? ['3', '3.13', '3.12', '3.11', '3.10'] : [version]
  const pyenv = join(PYENV_ROOT ?? join(homedir(), '.pyenv'), 'versions')
  const candidates = names.flatMap((name) => [
    `python${name}`,
    ...(name === '3' ? [] : globSync(join(pyenv, `${name}.*`, 'bin/python'))),
  ])
  const tried = PYTHON === undefined ? candidates : [PYTHON]
  return tried.find((command) => spawnSync(command, ['-c', IS_RECENT]).status === 0)
}
