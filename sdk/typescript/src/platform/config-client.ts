/*
 * Fetches and keeps the configuration of this MCP server, as the dashboard has it. During an outage the last good
 * answer stays in force, however old it is.
 */
import type { Dsn } from '../wire/dsn.ts'
import { addressRequest } from './address-request.ts'
import type { HttpExchange } from './http-exchange.ts'
import { settledWithin } from './settled-within.ts'
import type { Logger } from './logger.ts'
import { hidesTool, readProblem, readRetryAfter } from './problem.ts'
import { readConfig, type SupportConfig } from './read-config.ts'

const TIMEOUT_MS = 2_000
/** A request that has not ended by then is taken for lost: edge runtimes drop it when the call that began it ends. */
const LOST_MS = 2_500
const BACK_OFF_MS = 600_000
/** Without a configuration, each pause is twice the one before. All in seconds. */
const FIRST_PAUSE = 5
const LONGEST_PAUSE = 60
const DAY_SECONDS = 86_400

export interface ConfigClientOptions {
  dsn: Dsn
  exchange: HttpExchange
  logger: Logger
}

export class ConfigClient {
  readonly #options: ConfigClientOptions
  readonly #listeners = new Set<() => void>()
  #config: SupportConfig | undefined
  #etag: string | undefined
  #staleAt = 0
  #failures = 0
  #hidden = false
  #running: { since: number; answer: Promise<void> } | undefined
  #asked = false
  #toldSilence = false
  #listedAt: number | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(options: ConfigClientOptions) {
    this.#options = options
  }

  /** The configuration in force. Nothing before the first good answer, and while the platform refuses this DSN. */
  get current(): SupportConfig | undefined {
    return this.#hidden ? undefined : this.#config
  }

  /**
   * Waits for the first answer, at most 2.5 s and only once per process. Later calls ask in the background if needed.
   */
  async ready(): Promise<void> {
    if (this.#asked) return this.refreshIfStale()
    await settledWithin(this.#refresh(), LOST_MS)
    this.#asked = true
  }

  /** Asks again in the background if the time to live has passed. */
  refreshIfStale(): void {
    if (Date.now() >= this.#staleAt) void this.#refresh()
  }

  /** Asks again in the background, because an answer has shown that the configuration is out of date. */
  expire(): void {
    this.#staleAt = 0
    this.refreshIfStale()
  }

  /**
   * Hides the tools, because the platform refuses this DSN.
   *
   * @param code the code of its answer to a ticket or to the request for the configuration.
   */
  hide(code: string): void {
    if (!this.#hidden)
      this.#options.logger.warn(
        `the support tool is hidden: ${code}. Check MCP_OBS_DSN. Next look in 10 min.`,
      )
    this.#staleAt = Date.now() + BACK_OFF_MS
    this.#set(true)
  }

  /** Notes that a client gets a list with our tool. The platform learns it with the next request. */
  noteListed(): void {
    this.#listedAt = Date.now()
  }

  /** Calls `listener` after each change until the returned function is called. Polls while there are listeners. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    this.#poll()
    return () => {
      this.#listeners.delete(listener)
      this.#poll()
    }
  }

  #refresh(): Promise<void> {
    const since = Date.now()
    if (this.#running && since - this.#running.since < LOST_MS) return this.#running.answer
    const answer = this.#ask().finally(() => {
      if (this.#running?.answer === answer) this.#running = undefined
      this.#poll()
    })
    this.#running = { since, answer }
    return answer
  }

  async #ask(): Promise<void> {
    const { dsn, exchange, logger } = this.#options
    const response = await exchange({
      method: 'GET',
      ...addressRequest(dsn, 'config', {
        'x-mcp-obs-listed': describeListed(this.#listedAt, Date.now()),
        'if-none-match': this.#etag,
      }),
      timeoutMs: TIMEOUT_MS,
    })
    if ('failure' in response) {
      // The look-up of the name may go on for 10 s. It cannot be ended, so no other one must begin before.
      if (response.failure === 'timeout') this.#failures ||= 1
      return this.#keep([response.failure, response.code])
    }

    if (response.status === 304 && this.#config) return this.#accept(this.#config)
    const problem = readProblem(response)
    if (problem && hidesTool(problem.code)) return this.hide(problem.code)
    const config = response.status === 200 ? readConfig(response.body, dsn.origin) : undefined
    if (!config)
      return this.#keep(['status', response.status, problem?.code], readRetryAfter(response, Date.now()))

    this.#etag = response.headers['etag']
    logger.debug('configuration read')
    this.#accept(config)
  }

  #accept(config: SupportConfig): void {
    this.#failures = 0
    this.#staleAt = Date.now() + config.ttlSeconds * 1000
    this.#set(false, config)
  }

  /** Keeps the configuration after an answer that cannot be used. It is asked for again after a pause. */
  #keep(reasons: (string | number | undefined)[], shortest = 0): void {
    const { logger } = this.#options
    const reason = reasons.join(' ').trim()
    if (this.#config || this.#toldSilence) {
      logger.debug(`configuration not read: ${reason}`)
    } else {
      this.#toldSilence = true
      logger.warn(`the support tool is off until its configuration can be read: ${reason}. Check MCP_OBS_DSN`)
    }
    const own = this.#config?.ttlSeconds ?? Math.min(FIRST_PAUSE * 2 ** this.#failures++, LONGEST_PAUSE)
    this.#staleAt = Date.now() + Math.max(own, Math.min(shortest, LONGEST_PAUSE)) * 1000
  }

  #set(hidden: boolean, config = this.#config): void {
    const changed = hidden !== this.#hidden || JSON.stringify(config) !== JSON.stringify(this.#config)
    this.#hidden = hidden
    this.#config = config
    if (!changed) return
    for (const listener of this.#listeners) listener()
  }

  #poll(): void {
    clearTimeout(this.#timer)
    if (this.#listeners.size === 0) return
    const delay = Math.max(this.#staleAt - Date.now(), 1_000)
    this.#timer = setTimeout(() => void this.#refresh(), delay)
    // The timer must not keep the process alive.
    ;(this.#timer as { unref?: () => void }).unref?.()
  }
}

/**
 * The header `X-MCP-Obs-Listed` (wire contract §2): whole seconds since a client got a list with our tool. Nothing if
 * none did within a day.
 */
export function describeListed(listedAt: number | undefined, now: number): string | undefined {
  const seconds = Math.max(0, Math.floor((now - (listedAt ?? Number.NEGATIVE_INFINITY)) / 1000))
  return seconds > DAY_SECONDS ? undefined : String(seconds)
}
