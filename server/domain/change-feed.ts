import { EventEmitter } from 'node:events'
import type { ChangeDto } from '#shared/support-ticket.ts'
import type { EntityManager } from '@mikro-orm/sql'
import { runApart, runForAll } from '../db/work.ts'
import {
  type ChangeEventRow,
  KEPT_SECONDS,
  readBusiest,
  readChangesSince,
  readDatabaseTime,
} from './change-event.repository.ts'
import { SettledChanges } from './settled-changes.ts'
import { onWritten } from './wake-followers.ts'

/** Milliseconds between two looks while somebody follows. Changes of other processes come with them. */
const LOOK_EVERY_MS = 1_000
/** Milliseconds of the waits after which it looks for what a process wrote: the transaction may not be over at first. */
const LOOK_AFTER_WRITE_MS = [15, 85, 200]
/**
 * Milliseconds for which a change can be unseen after its time: from its statement to the commit. No request writes for
 * longer than its deadline, but the database can take longer for the commit: `SettledChanges` finds what came so late.
 */
const LATE_MS = 10_000
/** Changes of one look, or of one replay. After more, clients fetch all anew. */
const MOST_OF_LOOK = 5_000
/** Changes of one organization, in a look that has too many of all together. */
const MOST_OF_ONE = 1_000
const MOST_REPLAYED = 200
/** Changes that wait for a client that does not read. */
const MOST_WAITING = 1_000

/**
 * Follows the changes that all processes write into the database. A change is told at least once, and its id says where
 * to resume, in any process. All followers of a process share one look at the database each second, and one more when
 * they are woken.
 */
export class ChangeFeed {
  readonly #fork: () => EntityManager
  readonly #followers = new EventEmitter().setMaxListeners(0)
  /** What was told, with its time: it is read again while something before it may still come. */
  readonly #told = new Map<string, number>()
  readonly #stopListening: () => void
  #timer: NodeJS.Timeout | undefined
  readonly #settled = new SettledChanges(LATE_MS)
  #isLooking = false
  #isAfterWrite = false
  #isWrittenAgain = false

  /** @param fork makes a manager without a tenant */
  constructor(fork: () => EntityManager) {
    this.#fork = fork
    this.#stopListening = onWritten((organizationId) => this.wake(organizationId))
  }

  /** Looks at once, if somebody follows this organization: a process may have written a change in it. */
  wake(organizationId: string): void {
    if (this.#followers.listenerCount(organizationId) > 0) void this.#lookAfterWrite()
  }

  /** Looks no more. Those who follow are not told of it. */
  stop(): void {
    this.#stopListening()
    clearInterval(this.#timer)
  }

  /**
   * Follows an organization until `signal` aborts. The first message is always `hello`. It gives a new client an id to
   * resume from, and says whether the changes after `lastEventId` are replayed.
   */
  async *follow(
    organizationId: string,
    lastEventId: string | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<[id: string, change: ChangeDto]> {
    // Not `events.on`, whose queues take 32 KiB for each follower.
    const waiting: (ChangeEventRow | undefined)[] = []
    let wake = () => {}
    const hear = (row: ChangeEventRow | undefined) => {
      if (waiting.length < MOST_WAITING) waiting.push(row)
      else waiting.splice(0, waiting.length, undefined)
      wake()
    }
    const leave = () => {
      this.#followers.off(organizationId, hear)
      wake()
    }
    signal.addEventListener('abort', leave, { once: true })
    // Listening starts before the replay is read, so that no change is missed between the two.
    this.#followers.on(organizationId, hear)
    this.#timer ??= setInterval(() => void this.#look(), LOOK_EVERY_MS).unref()
    try {
      const { position, missed, seen } = await this.#catchUp(organizationId, lastEventId)
      yield [position, { type: 'hello', resumed: missed !== undefined }]
      for (const row of missed ?? []) yield [idOf(row), row.change]
      while (!signal.aborted) {
        const rows = waiting.splice(0).filter((row) => !row || !seen.has(row.id))
        // What was told by now comes no more.
        for (const id of seen) if (this.#told.has(id)) seen.delete(id)
        for (const row of rows)
          yield row ? [idOf(row), row.change] : [position, { type: 'hello', resumed: false }]
        if (waiting.length === 0) await new Promise<void>((resolve) => (wake = resolve))
      }
    } finally {
      signal.removeEventListener('abort', leave)
      leave()
    }
  }

  /** What a client missed, or what is there already for a new one, which fetches all after `hello`. */
  async #catchUp(organizationId: string, lastEventId: string | undefined) {
    return runApart(async () => {
      const em = this.#fork()
      const now = await readDatabaseTime(em)
      const last = readPosition(lastEventId, now)
      const since = new Date((last ?? now).getTime() - LATE_MS)
      const rows = await readChangesSince(em, [organizationId], since, MOST_REPLAYED + 1)
      const seen = new Set(rows.map(({ id }) => id))
      const missed = last && rows.length <= MOST_REPLAYED ? rows : undefined
      // If the connection is lost during the replay, the client must resume from where it was before.
      return { position: `${(missed ? last! : now).getTime()}.`, missed, seen }
    })
  }

  async #lookAfterWrite(): Promise<void> {
    this.#isWrittenAgain = true
    if (this.#isAfterWrite) return
    this.#isAfterWrite = true
    while (this.#isWrittenAgain) {
      this.#isWrittenAgain = false
      for (const ms of LOOK_AFTER_WRITE_MS) {
        await new Promise((resolve) => setTimeout(resolve, ms).unref())
        await this.#look()
      }
    }
    this.#isAfterWrite = false
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    // While the database is away, nothing is told. The next look begins where the last one ended. It is made for all, so it
    // needs no connection of the organization that was first to be followed, or that writes.
    await runForAll(() => this.#tell()).catch(() => undefined)
    this.#isLooking = false
  }

  /** Tells all that was written since the last look, and what could not be seen by then. */
  async #tell(): Promise<void> {
    const followed = this.#followers.eventNames() as string[]
    if (followed.length === 0) {
      clearInterval(this.#timer)
      this.#timer = undefined
      this.#settled.forget()
      return
    }
    const em = this.#fork()
    const now = await readDatabaseTime(em)
    const since = this.#settled.readFrom(now)
    const { late, counted } = await this.#settled.count(em, followed, now)
    for (const organizationId of late) this.#followers.emit(organizationId, undefined)
    const rows = await this.#readSince(em, followed, since)
    for (const [id, at] of this.#told) if (at < since.getTime()) this.#told.delete(id)
    for (const row of rows) {
      if (this.#told.has(row.id)) continue
      this.#told.set(row.id, row.at.getTime())
      this.#followers.emit(row.organizationId, row)
    }
    this.#settled.keep(counted)
  }

  /** If there are too many, those who have most of them fetch all anew, and only the others' are read. */
  async #readSince(em: EntityManager, organizationIds: string[], since: Date): Promise<ChangeEventRow[]> {
    const rows = await readChangesSince(em, organizationIds, since, MOST_OF_LOOK)
    if (rows.length < MOST_OF_LOOK) return rows
    const busiest = await readBusiest(em, organizationIds, since, MOST_OF_ONE)
    const loud = busiest.size > 0 ? busiest : new Set(organizationIds)
    const quiet = organizationIds.filter((organizationId) => !loud.has(organizationId))
    for (const organizationId of loud) this.#followers.emit(organizationId, undefined)
    return quiet.length > 0 ? this.#readSince(em, quiet, since) : []
  }
}

function idOf({ at, id }: ChangeEventRow): string {
  return `${at.getTime()}.${id}`
}

/** The time in an id that was given to a client, unless it is none or changes since then are kept no longer. */
function readPosition(lastEventId: string | undefined, now: Date): Date | undefined {
  const millis = Number(/^(\d{13})\./.exec(lastEventId ?? '')?.[1] ?? Number.NaN)
  const oldest = now.getTime() - KEPT_SECONDS * 1_000 + LATE_MS
  return millis >= oldest && millis <= now.getTime() + LATE_MS ? new Date(millis) : undefined
}
