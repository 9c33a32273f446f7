/*
 * Where failing calls are kept for the ticket that may follow. They are kept per process and not per server, because a
 * process may build a server for each request. Several processes can share a store that the host supplies.
 */
import { byteLength } from '../wire/bound-context.ts'
import type { Incident, TrailEntry } from '../wire/ticket-context.ts'

/** A failing call as a store keeps it, redacted and bounded. */
export interface StoredIncident {
  id: string
  /**
   * Whose call it was: `sub:…`, `ses:…` or `proc:…`. Absent for an anonymous HTTP caller: then whoever knows the id may
   * attach the call.
   */
  owner?: string
  /** The keys by which {@link IncidentStore.latest} finds it. */
  keys: string[]
  /** Milliseconds since the epoch. Afterwards the store no longer returns the incident. */
  expiresAt: number
  incident: Incident
  /** The calls of the same caller before it. */
  trail: TrailEntry[]
}

type Awaitable<T> = T | Promise<T>

/**
 * Where failing calls are kept. Replicas of a server can share one: implement this interface and pass it as the option
 * `store`. Whatever a method throws or rejects with counts as "nothing found".
 */
export interface IncidentStore {
  put(stored: StoredIncident): Awaitable<void>
  /** The incident with this id, unless it has expired. */
  get(id: string): Awaitable<StoredIncident | undefined>
  /** The newest incident with this key, unless it has expired. */
  latest(key: string): Awaitable<StoredIncident | undefined>
}

/** Limits of the store in memory. Beyond them the oldest incidents are dropped. */
export interface MemoryStoreLimits {
  /** Most incidents. Default 1,000. */
  count?: number | undefined
  /** Most bytes of JSON. Default 16 MiB. */
  bytes?: number | undefined
  /** Most incidents of one caller, so that none uses up the space of others. Default 20. */
  perOwner?: number | undefined
}

/**
 * Creates a store that keeps incidents in this process's memory. It is the default store; create one only to change its
 * limits.
 *
 * @param limits see {@link MemoryStoreLimits}.
 * @example
 * const obs = createMcpObs({ store: createMemoryStore({ count: 200, bytes: 2_097_152 }) })
 */
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

  // The map is in order of insertion, so the first entries are the oldest.
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
