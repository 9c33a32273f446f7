import type { EntityManager } from '@mikro-orm/sql'
import { UnchangedSign } from '../db/unchanged-sign.ts'
import {
  LIVE_SECONDS,
  readJobsHolder,
  releaseJobs,
  takeJobs,
  THIS_PROCESS,
} from './platform-process.repository.ts'

/** Milliseconds for which a claim of the jobs holds. Others take them over later, when this process counts as gone. */
const LEAD_MS = 10_000

/** Whether this process is the one that runs the jobs. */
export class JobsLead {
  /** Of the process that has them. */
  readonly #sign = new UnchangedSign()
  /** In the time of `performance.now()`. */
  #until = Number.NEGATIVE_INFINITY
  #isReleased = false

  /** Nobody is told when this changes. */
  get isHere(): boolean {
    return !this.#isReleased && performance.now() < this.#until
  }

  /**
   * Makes this process the one that runs the jobs, unless another one that is alive runs them. Call it after `touchProcess`,
   * again and again. After `release`, it does the same as that one: the database may not have answered, or a claim was under way.
   */
  async claim(em: EntityManager): Promise<void> {
    if (this.#isReleased) return releaseJobs(em)
    const askedAt = performance.now()
    const { holder, sign, isRecent } = await readJobsHolder(em)
    const isAlive = isRecent && this.#sign.seenFor(`${holder} ${sign}`, askedAt) < LIVE_SECONDS * 1_000
    const leads = holder === THIS_PROCESS || (!isAlive && (await takeJobs(em, holder, sign)))
    this.#until = leads ? askedAt + LEAD_MS : Number.NEGATIVE_INFINITY
  }

  /** Gives the jobs up for good, where this process has them. The next process that claims them gets them at once. */
  async release(em: EntityManager): Promise<void> {
    this.#isReleased = true
    await releaseJobs(em)
  }
}
