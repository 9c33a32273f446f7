import { runForAll } from '../../db/work.ts'
import type { PlatformContext, StaffActor } from '../context.ts'
import { findMembersOfSessions } from './membership.repository.ts'

/** Milliseconds in which questions are gathered, and how many of them one statement answers. */
const GATHER_MS = 50
const MOST = 200

interface Question {
  /** The SHA-256 of the session's secret. */
  idHash: Buffer
  organizationId: string
  answer: PromiseWithResolvers<StaffActor | undefined>
}

/**
 * Finds out who sessions act for in an organization, with the role that the person has now. Thousands of live streams ask
 * this every two seconds, so one statement answers many of them.
 */
export class SessionActors {
  readonly #platform: () => PlatformContext
  #questions: Question[] = []

  constructor(platform: () => PlatformContext) {
    this.#platform = platform
  }

  /**
   * @param idHash the SHA-256 of the session's secret
   * @returns undefined when the session, its account or its membership is gone
   */
  read(idHash: Buffer, organizationId: string): Promise<StaffActor | undefined> {
    const answer = Promise.withResolvers<StaffActor | undefined>()
    this.#questions.push({ idHash, organizationId, answer })
    const questions = this.#questions
    if (questions.length === 1) setTimeout(() => void this.#ask(questions), GATHER_MS)
    if (questions.length === MOST) void this.#ask(questions)
    return answer.promise
  }

  async #ask(questions: Question[]): Promise<void> {
    // As many as one statement answers were asked before the time was over.
    if (questions !== this.#questions) return
    this.#questions = []
    try {
      const idHashes = questions.map(({ idHash }) => idHash)
      const organizations = new Set(questions.map(({ organizationId }) => organizationId))
      const rows = await runForAll(() =>
        findMembersOfSessions(this.#platform(), idHashes, [...organizations]),
      )
      const members = new Map(rows.map((row) => [keyOf(row), row]))
      for (const question of questions) {
        const member = members.get(keyOf(question))
        question.answer.resolve(member && { kind: 'account', id: member.accountId, role: member.role })
      }
    } catch (error) {
      for (const { answer } of questions) answer.reject(error)
    }
  }
}

function keyOf({ idHash, organizationId }: Pick<Question, 'idHash' | 'organizationId'>): string {
  return `${idHash.toString('base64')} ${organizationId}`
}
