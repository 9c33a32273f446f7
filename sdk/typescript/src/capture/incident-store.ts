/*
 * Where failing calls are kept for the ticket that may follow. They are kept per process and not per server, because a
 * process may build a server for each request. Several processes can share a store that the host supplies.
 */
import { textBytes } from '../wire/bound-context.ts'
import type { Incident, TrailEntry } from '../wire/ticket-context.ts'

/** A failing call as a store keeps it, redacted and bounded. */
export interface StoredIncident {
  id: string
  /**
   * Whose call it was: `sub:…`, `ses:…` or `proc:…`. Absent for an anonymous HTTP caller: then whoever knows the id may
   * attach the call.
   */
  owner?: string | undefined
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

/** The trail counts by its length: its entries are small, and most of them belong to other incidents too. */
const TRAIL_ENTRY_BYTES = 150

/** How often what has expired is dropped. It is not given out in the meantime. */
const SWEEP_MS = 60_000

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
  const incidents = new Map<string | undefined, Kept>()
  const byKey = new Index()
  /** All whom nobody knows count as one owner. */
  const byOwner = new Index()
  let total = 0
  let sweepAt = 0

  const remove = (id: string | undefined): void => {
    const kept = incidents.get(id)
    if (!kept) return
    const { stored, size } = kept
    incidents.delete(stored.id)
    total -= size
    byOwner.delete(stored.owner ?? '', stored.id, size)
    for (const key of stored.keys) byKey.delete(key, stored.id, size)
  }

  const find = (id: string | undefined): StoredIncident | undefined => {
    const { stored, json = '', stack } = incidents.get(id) ?? {}
    if (!stored || stored.expiresAt <= Date.now()) return undefined
    const incident = JSON.parse(json) as Incident
    if (incident.error && stack) incident.error.stack = stack
    return { ...stored, incident }
  }

  const isOver = (): boolean => incidents.size > count || total > bytes

  /** The oldest incident of whoever has most, among the signed-in or among the others, whichever have more together. */
  const chooseVictim = (): string | undefined => {
    const signedIn: Group = { weight: 0, most: 0 }
    const others: Group = { weight: 0, most: 0 }
    for (const part of byOwner.parts.values()) {
      const group = part.isUser ? signedIn : others
      const weight = Math.max(part.ids.length / count, part.bytes / bytes)
      group.weight += weight
      if (weight <= group.most) continue
      group.most = weight
      group.victim = part
    }
    return (signedIn.weight > others.weight ? signedIn : others).victim?.ids[0]
  }

  const sweep = (now: number): void => {
    if (now < sweepAt) return
    sweepAt = now + SWEEP_MS
    for (const [id, { stored }] of incidents) if (stored.expiresAt <= now) remove(id)
  }

  return {
    put(put) {
      const { error } = put.incident
      const stack = error?.stack ?? ''
      const json = JSON.stringify({ ...put.incident, error: error && { ...error, stack: undefined } })
      const stored = { ...put, incident: {} }
      const size = textBytes(json) + textBytes(stack) + TRAIL_ENTRY_BYTES * stored.trail.length
      if (size > bytes) return
      sweep(Date.now())
      remove(stored.id)
      incidents.set(stored.id, { stored, json, stack, size })
      total += size
      for (const key of stored.keys) byKey.add(key, stored.id, size)
      const { ids } = byOwner.add(stored.owner ?? '', stored.id, size)
      if (ids.length > perOwner) remove(ids[0])
      while (isOver()) remove(chooseVictim())
    },
    get: find,
    latest: (key) => find(byKey.parts.get(key)?.ids.at(-1)),
  }
}

/** Incidents with something in common. Their ids are in an array, because the oldest goes first and the newest is asked for. */
interface Part {
  /** Oldest first. */
  ids: string[]
  bytes: number
  /** They are of somebody who is signed in. It is kept, because an eviction asks each owner. */
  isUser: boolean
}

class Index {
  readonly parts = new Map<string, Part>()

  add(name: string, id: string, size: number): Part {
    const part = this.parts.get(name) ?? { ids: [], bytes: 0, isUser: name.startsWith('sub:') }
    this.parts.set(name, part)
    part.ids.push(id)
    part.bytes += size
    return part
  }

  delete(name: string, id: string, size: number): void {
    const part = this.parts.get(name)
    if (!part) return
    if (part.ids[0] === id) part.ids.shift()
    else part.ids.splice(part.ids.indexOf(id), 1)
    part.bytes -= size
    if (part.ids.length === 0) this.parts.delete(name)
  }
}

/** Several owners, what they have together, what one of them has at most, and who that is. */
interface Group {
  weight: number
  most: number
  victim?: Part
}

/**
 * An incident as text: one string costs the garbage collector less than many small objects. Its stack is apart, because
 * most of the memory is stacks, and failures at the same place have the same string.
 */
interface Kept {
  /** Without the incident. */
  stored: StoredIncident
  json: string
  stack: string
  size: number
}
