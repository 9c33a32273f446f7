import type { FastifyRequest } from 'fastify'
import { sha256 } from '../domain/sha256.ts'
import { Quota } from '../http/rate-limit.ts'

export interface QuotaSettings {
  serverPerMinute: number
  emailPer10Minutes: number
}

/** How many tickets one MCP server, and one reporter on it (a user or an e-mail address), may open. */
export class TicketQuotas {
  readonly #byServer: Quota
  readonly #byReporter: Quota

  constructor({ serverPerMinute, emailPer10Minutes }: QuotaSettings) {
    this.#byServer = new Quota('server', serverPerMinute, 60)
    this.#byReporter = new Quota('reporter', emailPer10Minutes, 600)
  }

  /** @throws DomainError `quota-exceeded` */
  async take(request: FastifyRequest, mcpServerId: string, reporter: string | undefined): Promise<void> {
    // The narrower one first: whom it refuses must not use up what all others share.
    if (reporter) await this.#byReporter.take(request, `${mcpServerId} ${hashOf(reporter)}`)
    await this.#byServer.take(request, mcpServerId)
  }
}

/** Addresses are not kept in memory for counting's sake. */
function hashOf(reporter: string): string {
  return sha256(reporter.toLowerCase()).toString('base64')
}
