import type { QuotaLane } from '#shared/error-codes.ts'
import type { FastifyRequest } from 'fastify'
import type { MakeLimiter } from '../domain/limiter.ts'
import { sha256 } from '../domain/sha256.ts'
import { Quota } from '../http/rate-limit.ts'

export interface QuotaSettings {
  serverPerMinute: number
  emailPer10Minutes: number
}

/** Of what one server takes, so much at most for posts without a token: an e-mail address proves nothing. */
const SHARE_WITHOUT_TOKEN = 0.7
/** And so much of it for those without an e-mail address, too. */
const SHARE_WITHOUT_EMAIL = 0.5

/** Who opens a ticket. */
export interface Reporter {
  userId: string | undefined
  email: string | undefined
}

/**
 * How many tickets may be opened (wire contract §6): by one signed-in user, for one e-mail address, by everybody without
 * either, without a token, and on one MCP server as a whole. Each is a lane of its own.
 */
export class TicketQuotas {
  readonly #bySubject: Quota
  readonly #byEmail: Quota
  readonly #anonymous: Quota
  readonly #unsigned: Quota
  readonly #byServer: Quota

  constructor({ serverPerMinute, emailPer10Minutes }: QuotaSettings, makeLimiter: MakeLimiter) {
    const per10Minutes = { quota: emailPer10Minutes, seconds: 600 }
    const perMinute = (share: number) => ({ quota: Math.ceil(serverPerMinute * share), seconds: 60 })
    const quotaOf = (policy: string, lane: QuotaLane, size: { quota: number; seconds: number }) =>
      new Quota(makeLimiter, { policy, lane, ...size })
    this.#bySubject = quotaOf('subject', 'subject', per10Minutes)
    this.#byEmail = quotaOf('email', 'email', per10Minutes)
    this.#anonymous = quotaOf('anonymous', 'anonymous', perMinute(SHARE_WITHOUT_EMAIL))
    this.#unsigned = quotaOf('unsigned', 'server', perMinute(SHARE_WITHOUT_TOKEN))
    this.#byServer = quotaOf('server', 'server', perMinute(1))
  }

  /**
   * @returns gives back what was taken, for a request that wrote no ticket
   * @throws DomainError `quota-exceeded`: then nothing was taken from any lane
   */
  async take(request: FastifyRequest, mcpServerId: string, reporter: Reporter): Promise<() => Promise<void>> {
    const taken: (() => Promise<void>)[] = []
    const giveBack = async () => {
      for (const giveOneBack of taken) await giveOneBack()
    }
    // The narrower ones first: whom they refuse must not use up what all others share.
    for (const [quota, key] of this.#lanesOf(mcpServerId, reporter)) {
      try {
        taken.push(await quota.take(request, key))
      } catch (error) {
        await giveBack()
        throw error
      }
    }
    return giveBack
  }

  #lanesOf(mcpServerId: string, { userId, email }: Reporter): [Quota, string][] {
    const server: [Quota, string] = [this.#byServer, mcpServerId]
    if (userId) return [[this.#bySubject, `${mcpServerId} ${userId}`], server]
    const own: [Quota, string] = email
      ? [this.#byEmail, `${mcpServerId} ${hashOf(email)}`]
      : [this.#anonymous, mcpServerId]
    return [own, [this.#unsigned, mcpServerId], server]
  }
}

/** Addresses are not kept in memory for counting's sake. */
function hashOf(email: string): string {
  return sha256(email.toLowerCase()).toString('base64')
}
