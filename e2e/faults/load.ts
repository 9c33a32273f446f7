import { setTimeout as sleep } from 'node:timers/promises'
import type { RunningServer, Staff } from '#testkit/staff/staff.ts'
import { deliver } from './deliver.ts'
import type { Ledger } from './ledger.ts'
import { nameOf, type Wire } from './wire.ts'

/** Users who raise a ticket at the same time. */
const USERS = 8
/** Every so many tickets, one is sent again after it was acknowledged. */
const RESEND_EACH = 10
/** Milliseconds in which a user sends the same ticket again when told that it did not work. */
const SENT_AGAIN_MS = 60_000
/** Milliseconds between two tickets of a user who is slow: so there are four tickets in a second. */
const SLOW_MS = 2_000
/** Milliseconds between two requests of the desk, and in which it wants an answer. */
const READ_EVERY_MS = 250
const READ_MS = 10_000

export interface Target {
  wire: Wire
  staff: Staff
  server: RunningServer
  ledger: Ledger
  /** Users wait between two tickets. */
  isSlow: boolean
}

/** The users of an MCP server and a member of staff at work: until so many tickets are through, and until `finish`. */
export class Load {
  readonly #target: Target
  #least: number
  readonly #users: Promise<unknown>
  readonly #desk: Promise<void>
  /** How many tickets were begun. */
  sent = 0
  #through = 0
  #isOver = false
  #mayEnd = false

  /** @param least how many tickets, at least */
  constructor(target: Target, least: number) {
    this.#target = target
    this.#least = least
    this.#users = Promise.all(Array.from({ length: USERS }, () => this.#raiseTickets()))
    this.#desk = this.#readDesk()
  }

  /** How many tickets are through: acknowledged, or given up by their user. */
  get through(): number {
    return this.#through
  }

  /** The part of the tickets that is through: 1 when there were as many as there must be. */
  get progress(): number {
    return this.#through / this.#least
  }

  /** Waits until a part of the tickets is through. */
  async reaches(progress: number): Promise<void> {
    while (this.progress < progress) await sleep(20)
  }

  /** Waits until so many more tickets are through. */
  async takes(tickets: number): Promise<void> {
    const through = this.#through + tickets
    while (this.#through < through) await sleep(20)
  }

  /** Begins no further ticket. What is under way is not waited for longer than a user does. */
  giveUp(): void {
    this.#least = this.sent
  }

  /** Lets it end when enough tickets are through, and waits for that. */
  async finish(): Promise<void> {
    this.#mayEnd = true
    await this.#users
    this.#isOver = true
    await this.#desk
  }

  async #raiseTickets(): Promise<void> {
    while (this.sent < this.#least || !this.#mayEnd) {
      const number = ++this.sent
      const delivery = { ...this.#target, title: `Ticket ${number}` }
      const giveUpAt = performance.now() + SENT_AGAIN_MS
      let isAcknowledged = false
      while (!isAcknowledged && performance.now() < giveUpAt) isAcknowledged = await deliver(delivery)
      if (isAcknowledged && number % RESEND_EACH === 0) await deliver(delivery)
      this.#through++
      if (this.#target.isSlow) await sleep(SLOW_MS)
    }
  }

  /** What an open dashboard asks for. */
  async #readDesk(): Promise<void> {
    const { wire, staff, server, ledger } = this.#target
    const host = new URL(server.dsn).host.replace(/^[^:]+/, 'desk.localhost')
    const asked = [
      ['supportTicket.countOpen', { org: staff.org }],
      ['supportTicket.list', { org: staff.org, filters: {} }],
    ] as const
    for (let turn = 0; !this.#isOver; turn++) {
      const [procedure, input] = asked[turn % 2]!
      const headers = { cookie: staff.visitor.cookie!, 'sec-fetch-site': 'same-origin' }
      const begun = performance.now()
      const path = `/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`
      const request = { method: 'GET', host, path, headers }
      const outcome = await wire.send(request, READ_MS)
      ledger.count(nameOf(outcome), performance.now() - begun)
      await sleep(READ_EVERY_MS)
    }
  }
}
