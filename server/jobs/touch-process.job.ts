import { touchProcess } from '../domain/platform-process.repository.ts'
import type { Job } from './job.ts'

/** Shows operators' commands that this process runs. */
export const touchThisProcess: Job = {
  name: 'touch-process',
  interval: 5_000,
  run: ({ em }) => touchProcess(em),
}
