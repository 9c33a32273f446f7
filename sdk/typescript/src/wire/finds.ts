/*
 * What the redaction rules find in one text. Every rule looks at the whole text as it was, and what they find is united
 * afterwards. So no rule hides from another one the beginning or the rest of a secret.
 */

/** A place in a text, and what replaces it. */
export interface Find {
  readonly start: number
  readonly end: number
  readonly text: string
  /** A value between quotes or brackets. It ends there, whatever else begins inside. */
  readonly closed?: boolean | undefined
}

/** Adds to `finds` what it finds in a text. */
export type Finder = (text: string, finds: Find[]) => void

/** Finds that overlap become one, under the name of the one that begins first; of two at one place, the earlier one. */
export function replaceFinds(text: string, finds: readonly Find[]): string {
  let replaced = ''
  let from = 0
  let isClosed: boolean | undefined
  for (const { start, end, text: by, closed } of finds.toSorted((a, b) => a.start - b.start)) {
    if (start >= from) {
      replaced += text.slice(from, start) + by
      from = end
      isClosed = closed
    } else if (!isClosed) from = Math.max(from, end)
  }
  return replaced + text.slice(from)
}
