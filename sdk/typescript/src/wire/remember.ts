import { setBounded } from './set-bounded.ts'
import { copyText } from './text.ts'

const MAX_REMEMBERED = 256

/**
 * Keeps results of `decide`, because the same few names come again and again.
 *
 * @param isKept whether the name and the result may be kept: a secret may not.
 */
export function remember<T>(
  decide: (name: string) => T,
  isKept: (name: string, decided: T) => boolean,
): (name: string) => T {
  const known = new Map<string, { decided: T }>()
  return (name) => {
    const entry = known.get(name)
    if (entry) return entry.decided
    // A copy, because the result may hold the name, too.
    const own = copyText(name)
    const decided = decide(own)
    if (isKept(own, decided)) setBounded(known, own, { decided }, MAX_REMEMBERED)
    return decided
  }
}
