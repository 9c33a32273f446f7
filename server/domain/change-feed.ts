import { randomUUID } from 'node:crypto'
import { EventEmitter, on } from 'node:events'
import type { ChangeDto } from '#shared/support-ticket.ts'

type Change = Exclude<ChangeDto, { type: 'hello' }>
interface Entry {
  id: string
  sequence: number
  change: Change
}

/** Changes per organization that are kept for clients that reconnect. */
const REPLAYED = 200

/**
 * Tells the dashboards of an organization what changed: ids, never content. It works inside one process. Changes of
 * another replica arrive with the next refetch.
 */
export class ChangeFeed {
  readonly #emitter = new EventEmitter().setMaxListeners(0)
  readonly #recent = new Map<string, Entry[]>()
  readonly #epoch = randomUUID()
  #sequence = 0

  publish(organizationId: string, change: Change): void {
    const sequence = ++this.#sequence
    const entry: Entry = { id: this.#idOf(sequence), sequence, change }
    const recent = this.#recent.get(organizationId) ?? []
    recent.push(entry)
    if (recent.length > REPLAYED) recent.shift()
    this.#recent.set(organizationId, recent)
    this.#emitter.emit(organizationId, entry)
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
    // Listening starts before the replay is read, so that no change is missed between the two.
    const live = on(this.#emitter, organizationId, { signal })
    const missed = lastEventId === undefined ? undefined : this.#after(organizationId, lastEventId)
    // If the connection is lost during the replay, the client must resume from where it was before.
    const position = missed && lastEventId ? lastEventId : this.#idOf(this.#sequence)
    yield [position, { type: 'hello', resumed: missed !== undefined }]
    for (const entry of missed ?? []) yield [entry.id, entry.change]
    try {
      for await (const [entry] of live as AsyncIterable<[Entry]>) yield [entry.id, entry.change]
    } catch (error) {
      // `events.on` rejects when the client disconnects. Every stream ends this way.
      if (!signal.aborted) throw error
    }
  }

  #after(organizationId: string, lastEventId: string): Entry[] | undefined {
    const [epoch, text] = lastEventId.split('.')
    const seen = Number(text)
    if (epoch !== this.#epoch || !Number.isSafeInteger(seen)) return undefined
    const recent = this.#recent.get(organizationId) ?? []
    const forgotten = recent.length === REPLAYED && recent.every((entry) => entry.sequence > seen)
    return forgotten ? undefined : recent.filter((entry) => entry.sequence > seen)
  }

  #idOf(sequence: number): string {
    return `${this.#epoch}.${sequence}`
  }
}
