import pLimit, { type LimitFunction } from 'p-limit'

/** Does work when it has a turn. */
export type TakeTurn = <T>(owner: string, work: () => Promise<T>) => Promise<T>

/**
 * Lets only so much work be done at the same time, and less of one owner: what is slow for one of them leaves turns for the
 * others.
 */
export function takeTurns({ atOnce, ofOwner }: { atOnce: number; ofOwner: number }): TakeTurn {
  const all = pLimit(atOnce)
  const owners = new Map<string, { limit: LimitFunction; used: number }>()
  return async (owner, work) => {
    const own = owners.get(owner) ?? { limit: pLimit(ofOwner), used: 0 }
    owners.set(owner, own)
    own.used++
    try {
      return await own.limit(() => all(work))
    } finally {
      own.used--
      if (own.used === 0) owners.delete(owner)
    }
  }
}
