import { EventEmitter } from 'node:events'
import type { ChangeDto } from '#shared/support-ticket.ts'
import type { EntityManager } from '@mikro-orm/sql'
import { runApart, runForAll } from '../db/work.ts'
import { type ChangeEventRow, readChangesSince } from './change-event.repository.ts'
import { readDatabaseTime } from './database-time.repository.ts'
import { type Counted, LATE_MS, readPosition, settledWindow, writePosition } from './change-position.ts'
import { countedOf, countWindow, SettledChanges } from './settled-changes.ts'
import { onWritten } from './wake-followers.ts'

/** Milliseconds between two looks while somebody follows. Changes of other processes come with them. */
const LOOK_EVERY_MS = 1_000
/** Milliseconds that a look in between goes back: nearly all changes are committed sooner. */
const RECENT_MS = 1_000
/** Milliseconds of the waits after which it looks for what a process wrote: the transaction may not be over at first. */
const LOOK_AFTER_WRITE_MS = [15, 85, 200]
/** Changes that one look reads, with those that were told before. After more, those who have most of them fetch all anew. */
const MOST_READ = 20_000
/** Changes of one organization in a look. After more, its clients fetch all anew. */
const MOST_OF_ONE = 1_000
/** Changes of one replay. After more, the client fetches all anew. */
const MOST_REPLAYED = 200
/** Changes that wait for a client that does not read. */
const MOST_WAITING = 1_000

/** What a follower is told: a change, or to fetch all anew. From `id` on, it can resume. */
interface News {
  id: string
  row?: ChangeEventRow
}

/** What the process that looks hears of it. */
interface Hearing {
  /** A look failed. `isFirst`: none has since one succeeded. */
  onFailure?: (error: unknown, isFirst: boolean) => void
  /** A client was told to fetch all anew in the middle of its stream. */
  onRefetch?: () => void
}

/**
 * Follows the changes that all processes write into the database. A change is told at least once, and its id says where
 * to resume, in any process. All followers of a process share the looks at the database: one each second, and some more
 * after a change was written, which read the last second only.
 */
export class ChangeFeed {
  readonly #fork: () => EntityManager
  #hearing: Hearing
  #hasFailed = false
  readonly #followers = new EventEmitter().setMaxListeners(0)
  /** What was told, with its time: it is read again while something before it may still come. */
  readonly #told = new Map<string, number>()
  readonly #stopListening: () => void
  #timer: NodeJS.Timeout | undefined
  readonly #settled = new SettledChanges()
  #looking: Promise<void> | undefined
  /** When the last look began that went back as far as a change can be late, by the clock of `performance.now()`. */
  #wholeLookAt = -Infinity
  #isAfterWrite = false
  #isWrittenAgain = false

  /** @param fork makes a manager without a tenant */
  constructor(fork: () => EntityManager, hearing: Hearing = {}) {
    this.#fork = fork
    this.#hearing = hearing
    this.#stopListening = onWritten((organizationId) => this.wake(organizationId))
  }

  /** Looks at once, if somebody follows this organization: a process may have written a change in it. */
  wake(organizationId: string): void {
    if (this.#followers.listenerCount(organizationId) > 0) void this.#lookAfterWrite()
  }

  /** Looks no more. Those who follow are not told of it, and nobody hears of a look that has begun. */
  stop(): void {
    this.#hearing = {}
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
    const waiting: News[] = []
    let wake = () => {}
    const hear = (news: News) => {
      if (waiting.length < MOST_WAITING) waiting.push(news)
      else waiting.splice(0, waiting.length, { id: news.id })
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
      // From now on, a change that comes late is noticed. A look that has begun before may not know of this organization.
      for (let looks = 0; looks < 2 && !this.#settled.has(organizationId); looks++) await this.#look()
      // What was heard by now is read next, or fetched after `hello`.
      waiting.length = 0
      const { id, missed, seen } = await this.#catchUp(organizationId, lastEventId)
      yield [id, { type: 'hello', resumed: missed !== undefined }]
      for (const { id, row } of missed ?? []) yield [id, row.change]
      while (!signal.aborted) {
        const news = waiting.splice(0).filter(({ row }) => !row || !seen.has(row.id))
        // What was told by now comes no more.
        for (const id of seen) if (this.#told.has(id)) seen.delete(id)
        for (const { id, row } of news) {
          if (!row) this.#hearing.onRefetch?.()
          yield [id, row?.change ?? { type: 'hello', resumed: false }]
        }
        // One that was left while it told something would wait for ever.
        if (waiting.length === 0 && !signal.aborted) await new Promise<void>((resolve) => (wake = resolve))
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
      // Counted before they are read: what is committed between the two is then more than was counted.
      const counted = this.#settled.countedOf(organizationId) ?? (await countNow(em, organizationId, now))
      const before = last ? await this.#settled.countReturned(em, organizationId, last.counted.window) : 0
      const replayed = last && earlier(new Date(last.at.getTime() - LATE_MS), last.counted.window.until)
      const from = earlier(replayed ?? settledWindow(now).until, this.#settled.readFrom(now))
      const rows = await readChangesSince(em, [organizationId], from, MOST_REPLAYED + 1)
      const seen = new Set(rows.map(({ id }) => id))
      const nameId = (at: Date) => writePosition({ at, counted })
      if (!replayed || before !== last.counted.count || rows.length > MOST_REPLAYED)
        return { id: nameId(now), missed: undefined, seen }
      const missed = rows.filter(({ at }) => at >= replayed).map((row) => ({ id: nameId(row.at), row }))
      // If the connection is lost during the replay, the client must resume from where it was before.
      return { id: missed.length > 0 ? writePosition(last) : nameId(now), missed, seen }
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

  /** Looks, or waits for the look that has begun. */
  #look(): Promise<void> {
    // While the database is away, nothing is told. The next look begins where the last one ended. It is made for all, so it
    // needs no connection of the organization that was first to be followed, or that writes.
    this.#looking ??= runForAll(() => this.#tell())
      .catch((error: unknown) => this.#noteFailure(error))
      .finally(() => (this.#looking = undefined))
    return this.#looking
  }

  #noteFailure(error: unknown): void {
    const isFirst = !this.#hasFailed
    this.#hasFailed = true
    this.#hearing.onFailure?.(error, isFirst)
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
    const startedAt = performance.now()
    const now = await readDatabaseTime(em)
    const from = this.#settled.readFrom(now)
    const isWhole = startedAt - this.#wholeLookAt >= LOOK_EVERY_MS || this.#settled.isDue(followed, now)
    const since = isWhole ? from : later(from, new Date(now.getTime() - RECENT_MS))
    const { late, counts } = await this.#settled.count(em, followed, now)
    const nameId = (organizationId: string, at: Date) =>
      writePosition({ at, counted: countedOf(counts, organizationId) })
    const refetch = (organizationId: string) =>
      this.#send(organizationId, { id: nameId(organizationId, now) })
    for (const organizationId of late) refetch(organizationId)
    for (const [id, at] of this.#told) if (at < from.getTime()) this.#told.delete(id)
    for (const row of await this.#readNews(em, followed, since, refetch)) {
      this.#told.set(row.id, row.at.getTime())
      this.#send(row.organizationId, { id: nameId(row.organizationId, row.at), row })
    }
    if (isWhole) this.#wholeLookAt = startedAt
    this.#settled.keep(counts)
    this.#hasFailed = false
  }

  #send(organizationId: string, news: News): void {
    this.#followers.emit(organizationId, news)
  }

  /**
   * Reads what was not told yet. Those who have much of it fetch all anew. Where it is too much for one look, the others are read
   * again without them; if nobody has much, all fetch anew.
   *
   * @param refetch tells an organization to fetch all anew
   */
  async #readNews(
    em: EntityManager,
    organizationIds: readonly string[],
    since: Date,
    refetch: (organizationId: string) => void,
  ): Promise<ChangeEventRow[]> {
    if (organizationIds.length === 0) return []
    const rows = await readChangesSince(em, organizationIds, since, MOST_READ)
    const news = rows.filter(({ id }) => !this.#told.has(id))
    const isFull = rows.length === MOST_READ
    const many = whoHasMany(isFull ? rows : news)
    const busy = isFull && many.size === 0 ? new Set(organizationIds) : many
    for (const organizationId of busy) refetch(organizationId)
    for (const { id, organizationId, at } of news)
      if (busy.has(organizationId)) this.#told.set(id, at.getTime())
    if (!isFull) return news.filter(({ organizationId }) => !busy.has(organizationId))
    const others = organizationIds.filter((organizationId) => !busy.has(organizationId))
    return this.#readNews(em, others, since, refetch)
  }
}

/** The organizations that have more than `MOST_OF_ONE` of these changes. */
function whoHasMany(rows: readonly ChangeEventRow[]): Set<string> {
  const each = Map.groupBy(rows, ({ organizationId }) => organizationId)
  return new Set(each.keys().filter((organizationId) => each.get(organizationId)!.length > MOST_OF_ONE))
}

async function countNow(em: EntityManager, organizationId: string, now: Date): Promise<Counted> {
  const window = settledWindow(now)
  return { window, count: await countWindow(em, organizationId, window) }
}

function earlier(one: Date, other: Date): Date {
  return one < other ? one : other
}

function later(one: Date, other: Date): Date {
  return one > other ? one : other
}
