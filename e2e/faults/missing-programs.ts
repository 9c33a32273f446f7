import { spawnSync } from 'node:child_process'

/** @returns those programs that this machine does not have. Each is a name or a path */
export function missingPrograms(programs: readonly string[]): string[] {
  return programs.filter((program) => spawnSync(program, ['--version'], { timeout: 10_000 }).error)
}
