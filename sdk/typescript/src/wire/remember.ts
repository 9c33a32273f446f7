import { setBounded } from './set-bounded.ts'

const MAX_REMEMBERED = 1_000

/** Keeps results of `decide`, because the same few names come again and again. */
export function remember<T>(decide: (name: string) => T): (name: string) => T {
  const known = new Map<string, { decided: T }>()
  return (name) => {
    const entry = known.get(name)
    if (entry) return entry.decided
    const decided = decide(name)
    setBounded(known, name, { decided }, MAX_REMEMBERED)
    return decided
  }
}
