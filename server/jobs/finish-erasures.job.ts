import { finishErasures as finish } from '../domain/privacy/finish-erasures.ts'
import type { Job } from './job.ts'

/** Finishes the erasures that nobody goes on with. */
export const finishErasures: Job = {
  name: 'finish-erasures',
  interval: 60_000,
  run: (ctx) => finish(ctx),
}
