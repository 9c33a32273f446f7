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
  let current: (Omit<Find, 'end'> & { end: number }) | undefined
  for (const find of finds.toSorted((a, b) => a.start - b.start)) {
    if (current && find.start < current.end) {
      if (!current.closed) current.end = Math.max(current.end, find.end)
      continue
    }
    if (current) replaced += text.slice(from, current.start) + current.text
    from = current?.end ?? 0
    current = { ...find }
  }
  if (!current) return text
  return replaced + text.slice(from, current.start) + current.text + text.slice(current.end)
}
