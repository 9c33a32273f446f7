import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TicketPageDto } from '#shared/support-ticket.ts'
import type { Staff } from '#testkit/staff/staff.ts'
import type { Front } from '../rehearsal/front.ts'

/** Milliseconds before a browser connects again. */
const RECONNECT_MS = 1_000
/** Milliseconds for which a change can be unseen after its time, as the platform has it. */
const LATE_MS = 10_000

/** An open dashboard: it follows the live stream through the front, at whichever process, and goes on where it was. */
export class Watcher {
  readonly #front: Front
  readonly #staff: Staff
  readonly #heard: Map<string, number>
  readonly #end = new AbortController()
  #lastEventId: string | undefined
  /** When the last byte of a stream came. */
  #aliveAt = performance.now()
  readonly #greeted = Promise.withResolvers<void>()
  /** Resolves with the first message: what is changed from then on is told. */
  readonly isFollowing = this.#greeted.promise
  reconnects = -1
  /** How often it connected again and was told all that it had missed. */
  resumes = 0
  /** How often it was told to fetch all anew. */
  refetches = 0

  /** @param heard when it heard of each reference */
  constructor(front: Front, staff: Staff, heard: Map<string, number>) {
    this.#front = front
    this.#staff = staff
    this.#heard = heard
  }

  /** Resolves when `stop` was called. */
  async follow(): Promise<void> {
    while (!this.#end.signal.aborted) {
      this.reconnects++
      await this.#read(this.#aliveAt - LATE_MS).catch(() => {})
      await sleep(RECONNECT_MS, undefined, { signal: this.#end.signal }).catch(() => {})
    }
  }

  stop(): void {
    this.#end.abort()
  }

  async #read(knownUntil: number): Promise<void> {
    const { port, certificate: ca } = this.#front
    const { visitor, org } = this.#staff
    const host = `desk.localhost:${port}`
    const path = `/trpc/supportTicket.watch?input=${encodeURIComponent(JSON.stringify({ org }))}`
    const headers = {
      host,
      accept: 'text/event-stream',
      cookie: visitor.cookie!,
      ...(this.#lastEventId && { 'last-event-id': this.#lastEventId }),
    }
    const target = { host: '127.0.0.1', port, servername: 'desk.localhost', ca, path, agent: false as const }
    const call = request({ ...target, headers, signal: this.#end.signal })
    call.on('timeout', () => call.destroy()).end()
    const [response] = (await once(call, 'response')) as [IncomingMessage]
    let rest = ''
    for await (const chunk of response.setEncoding('utf8')) {
      this.#aliveAt = performance.now()
      const messages = `${rest}${chunk}`.split('\n\n')
      rest = messages.pop()!
      for (const message of messages) {
        // Milliseconds without a byte, a ping included, after which the dashboard takes the stream for dead.
        const [, deadMs] = /"reconnectAfterInactivityMs":(\d+)/.exec(message) ?? []
        if (deadMs) call.setTimeout(Number(deadMs))
        this.#take(message, knownUntil)
      }
    }
  }

  #take(message: string, knownUntil: number): void {
    const [, id] = /^id: (.+)$/m.exec(message) ?? []
    const [, reference] = /"ticket-opened","reference":"([^"]+)"/.exec(message) ?? []
    if (reference) this.#hear(reference)
    if (message.includes('"resumed":true')) this.resumes++
    if (message.includes('"resumed":false') && this.#lastEventId) void this.#fetchAnew(knownUntil)
    if (!id) return
    this.#lastEventId = id
    this.#greeted.resolve()
  }

  #hear(reference: string): void {
    if (!this.#heard.has(reference)) this.#heard.set(reference, performance.now())
  }

  /** As the dashboard, which fetches its list again. Here, back to what was known before. */
  async #fetchAnew(knownUntil: number): Promise<void> {
    this.refetches++
    let cursor: string | undefined
    do {
      const { tickets, older } = await this.#listPage(cursor)
      const isKnown = ({ reference }: { reference: string }) =>
        (this.#heard.get(reference) ?? Number.POSITIVE_INFINITY) < knownUntil
      cursor = tickets.every(isKnown) ? undefined : older
      for (const { reference } of tickets) this.#hear(reference)
    } while (cursor && !this.#end.signal.aborted)
  }

  async #listPage(cursor: string | undefined): Promise<TicketPageDto> {
    while (!this.#end.signal.aborted) {
      const page = await this.#staff.listTickets({}, cursor).catch(() => undefined)
      if (page) return page
      await sleep(RECONNECT_MS)
    }
    return { tickets: [] }
  }
}
