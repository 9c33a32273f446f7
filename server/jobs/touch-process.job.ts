import { claimJobs, touchProcess } from '../domain/platform-process.repository.ts'
import type { Job } from './job.ts'

/** Shows operators' commands and the other processes that this one runs, and claims the jobs for it when nobody has them. */
export const touchThisProcess: Job = {
  name: 'touch-process',
  interval: 5_000,
  everywhere: true,
  async run({ em }) {
    await touchProcess(em)
    await claimJobs(em)
  },
}
