import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs'

/** Where version 1 of Linux's control groups limits processors: https://docs.kernel.org/scheduler/sched-bwc.html */
const GROUPS = '/sys/fs/cgroup/cpu'
/** Microseconds. A short period, so that a request waits only milliseconds for its turn. */
const PERIOD_US = 10_000

export const canLimit = process.getuid?.() === 0 && existsSync(GROUPS)

/**
 * Gives each of these processes a quarter of a core at most, so that they are the limit and not the machine.
 *
 * @returns a function that gives all back
 * @throws when not `canLimit`
 */
export function limitToQuarterCore(...pids: number[]): () => void {
  const groups = pids.map((pid) => ({ pid, folder: `${GROUPS}/mcp-obs-bench-${pid}` }))
  for (const { pid, folder } of groups) {
    mkdirSync(folder)
    writeFileSync(`${folder}/cpu.cfs_period_us`, String(PERIOD_US))
    writeFileSync(`${folder}/cpu.cfs_quota_us`, String(PERIOD_US / 4))
    writeFileSync(`${folder}/cgroup.procs`, String(pid))
  }
  return () => {
    for (const { pid, folder } of groups) {
      writeFileSync(`${GROUPS}/cgroup.procs`, String(pid))
      rmdirSync(folder)
    }
  }
}
