import { setBounded } from './set-bounded.ts'
import { copyText } from './text.ts'

const MAX_REMEMBERED = 1_000

/**
 * Keeps results of `decide`, because the same few texts come again and again.
 *
 * @param isKept whether a result may be kept, and the text with it. Default: all.
 */
export function remember<T>(
  decide: (text: string) => T,
  isKept: (decided: T, text: string) => boolean = () => true,
): (text: string) => T {
  const known = new Map<string, { decided: T }>()
  return (text) => {
    const entry = known.get(text)
    if (entry) return entry.decided
    const decided = decide(text)
    if (isKept(decided, text)) setBounded(known, copyText(text), { decided }, MAX_REMEMBERED)
    return decided
  }
}
