/*
 * Where failing calls wait for the ticket they may belong to. A process may serve each request with a new server
 * object, so they are kept for the process; over several processes a shared store can be plugged in.
 */
import { byteLength } from '../wire/bound-context.ts'
import type { Incident, TrailEntry } from '../wire/ticket-context.ts'

/** A failing call, redacted and bounded before it came here. */
export interface StoredIncident {
  id: string
  /**
   * Whose call it was: `sub:…`, `ses:…` or `proc:…`. Absent for an anonymous HTTP caller, whose only claim is to know
   * the id.
   */
  owner?: string
  /** What {@link IncidentStore.latest} finds it by. */
  keys: string[]
  /** Milliseconds since the epoch; gone afterwards. */
  expiresAt: number
  incident: Incident
  trail: TrailEntry[]
}

type Awaitable<T> = T | Promise<T>

/** Pluggable. Whatever it throws or rejects with is taken for "nothing found". */
export interface IncidentStore {
  put(stored: StoredIncident): Awaitable<void>
  get(id: string): Awaitable<StoredIncident | undefined>
  /** The newest incident with this key. */
  latest(key: string): Awaitable<StoredIncident | undefined>
}

export interface MemoryStoreLimits {
  /** Most incidents. Default 1,000. */
  count?: number
  /** Most bytes of JSON. Default 16 MiB. */
  bytes?: number
  /** Most incidents of one owner, so that no caller crowds out another. Default 20. */
  perOwner?: number
}

/** Keeps incidents in memory; the oldest go first. */
export function createMemoryStore({
  count = 1_000,
  bytes = 16_777_216,
  perOwner = 20,
}: MemoryStoreLimits = {}): IncidentStore {
  const incidents = new Map<string, { stored: StoredIncident; size: number }>()
  const byKey = new Map<string, string[]>()
  let total = 0

  const remove = (id: string): void => {
    const entry = incidents.get(id)
    if (!entry) return
    incidents.delete(id)
    total -= entry.size
    for (const key of entry.stored.keys) {
      const rest = byKey.get(key)?.filter((other) => other !== id) ?? []
      if (rest.length === 0) byKey.delete(key)
      else byKey.set(key, rest)
    }
  }

  const find = (id: string | undefined): StoredIncident | undefined => {
    const stored = id === undefined ? undefined : incidents.get(id)?.stored
    return stored && stored.expiresAt > Date.now() ? stored : undefined
  }

  // Insertion order is age, so the first entries are the first to expire.
  const evict = (): void => {
    const now = Date.now()
    for (const [id, { stored }] of incidents) {
      if (incidents.size <= count && total <= bytes && stored.expiresAt > now) return
      remove(id)
    }
  }

  return {
    put(stored) {
      const size = byteLength(stored)
      if (size > bytes) return
      incidents.set(stored.id, { stored, size })
      total += size
      for (const key of stored.keys) {
        const ids = [...(byKey.get(key) ?? []), stored.id]
        byKey.set(key, ids)
        const oldest = ids[0]
        if (ids.length > perOwner && oldest !== undefined) remove(oldest)
      }
      evict()
    },
    get: (id) => find(id),
    latest: (key) => find(byKey.get(key)?.at(-1)),
  }
}
