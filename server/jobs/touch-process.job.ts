import type { JobsLead } from '../domain/jobs-lead.ts'
import { touchProcess } from '../domain/platform-process.repository.ts'
import type { Job } from './job.ts'

/** Shows operators' commands and the other processes that this one runs, and claims the jobs for it when nobody has them. */
export function touchThisProcess(lead: JobsLead): Job {
  return {
    name: 'touch-process',
    interval: 5_000,
    everywhere: true,
    async run({ em }) {
      await touchProcess(em)
      await lead.claim(em)
    },
  }
}
