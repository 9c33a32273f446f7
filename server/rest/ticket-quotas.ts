import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { Quota } from '../http/rate-limit.ts'

export interface QuotaSettings {
  serverPerMinute: number
  emailPer10Minutes: number
}

/** How many tickets one MCP server, and one e-mail address on it, may open. */
export class TicketQuotas {
  readonly #byServer: Quota
  readonly #byEmail: Quota

  constructor({ serverPerMinute, emailPer10Minutes }: QuotaSettings) {
    this.#byServer = new Quota('server', serverPerMinute, 60)
    this.#byEmail = new Quota('email', emailPer10Minutes, 600)
  }

  /** @throws DomainError `quota-exceeded` */
  async take(request: FastifyRequest, mcpServerId: string, email: string | undefined): Promise<void> {
    // The narrower one first: whom it refuses must not use up what all others share.
    if (email) await this.#byEmail.take(request, `${mcpServerId} ${hashOf(email)}`)
    await this.#byServer.take(request, mcpServerId)
  }
}

/** Addresses are not kept in memory for counting's sake. */
function hashOf(email: string): string {
  return createHash('sha256').update(email.toLowerCase()).digest('base64')
}
