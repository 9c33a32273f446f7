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

/** Limits of the store in memory. Beyond them incidents are dropped, the oldest of the caller who has the most. */
export interface MemoryStoreLimits {
  /** Most incidents. Default 1,000. */
  count?: number | undefined
  /** Most bytes of JSON. Default 16 MiB. */
  bytes?: number | undefined
  /** Most incidents of one caller. Default: only the limits of the whole store. */
  perOwner?: number | undefined
}

interface Share {
  /** Oldest first. */
  readonly ids: Set<string>
  bytes: number
}

/**
 * Creates a store that keeps incidents in this process's memory. It is the default store; create one only to change its
 * limits. When it is full, signed-in users keep at least half of it, and all callers who are not signed in the other
 * half.
 *
 * @param limits see {@link MemoryStoreLimits}.
 * @example
 * const obs = createMcpObs({ store: createMemoryStore({ count: 200, bytes: 2_097_152 }) })
 */
export function createMemoryStore({
  count = 1_000,
  bytes = 16_777_216,
  perOwner = count,
}: MemoryStoreLimits = {}): IncidentStore {
  const incidents = new Map<string, { stored: StoredIncident; size: number }>()
  /** What each caller has. All whom nobody knows have one share together. */
  const shares = new Map<string, Share>()
  const byKey = new Map<string, string[]>()
  let total = 0

  const remove = (id: string): void => {
    const entry = incidents.get(id)
    if (!entry) return
    const { stored, size } = entry
    incidents.delete(id)
    total -= size
    const owner = stored.owner ?? ''
    const share = shares.get(owner)
    share?.ids.delete(id)
    if (share) share.bytes -= size
    if (share?.ids.size === 0) shares.delete(owner)
    for (const key of stored.keys) {
      const rest = byKey.get(key)?.filter((other) => other !== id) ?? []
      if (rest.length === 0) byKey.delete(key)
      else byKey.set(key, rest)
    }
  }

  const find = (id: string | undefined): StoredIncident | undefined => {
    const stored = id === undefined ? undefined : incidents.get(id)?.stored
    return stored && stored.expiresAt > Date.now() ? stored : undefined
  }

  const isOver = (): boolean => incidents.size > count || total > bytes
  const weigh = (number: number, size: number): number => Math.max(number / count, size / bytes)

  /** The oldest incident of whoever has most, among the signed-in or among the others, whichever have more together. */
  const chooseVictim = (): string => {
    const signedIn = newGroup()
    const others = newGroup()
    for (const [owner, { ids, bytes: size }] of shares) {
      const group = owner.startsWith('sub:') ? signedIn : others
      group.number += ids.size
      group.bytes += size
      const weight = weigh(ids.size, size)
      if (weight <= group.most) continue
      group.most = weight
      group.heaviest = ids
    }
    const more = weigh(signedIn.number, signedIn.bytes) > weigh(others.number, others.bytes)
    return first((more ? signedIn : others).heaviest)
  }

  // The map is in order of insertion, so the first entries are the oldest.
  const evict = (): void => {
    const now = Date.now()
    for (const [id, { stored }] of incidents) {
      if (stored.expiresAt > now) break
      remove(id)
    }
    while (isOver()) remove(chooseVictim())
  }

  return {
    put(stored) {
      const size = sizeOf(stored)
      if (size > bytes) return
      remove(stored.id)
      incidents.set(stored.id, { stored, size })
      total += size
      const owner = stored.owner ?? ''
      const share = shares.get(owner) ?? { ids: new Set(), bytes: 0 }
      shares.set(owner, share)
      share.ids.add(stored.id)
      share.bytes += size
      for (const key of stored.keys) byKey.set(key, [...(byKey.get(key) ?? []), stored.id])
      if (share.ids.size > perOwner) remove(first(share.ids))
      evict()
    },
    get: (id) => find(id),
    latest: (key) => find(byKey.get(key)?.at(-1)),
  }
}

const newGroup = (): { number: number; bytes: number; most: number; heaviest: Iterable<string> } => ({
  number: 0,
  bytes: 0,
  most: 0,
  heaviest: [],
})

function first(ids: Iterable<string>): string {
  const [id = ''] = ids
  return id
}

const TRAIL_ENTRY_BYTES = 150

/** The trail counts by its length: its entries are small, and most of them belong to other incidents too. */
function sizeOf({ trail, ...rest }: StoredIncident): number {
  return byteLength(rest) + trail.length * TRAIL_ENTRY_BYTES
}
