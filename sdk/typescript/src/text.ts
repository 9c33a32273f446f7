/** Text normalisation of the wire contract (§4.1): the same on both SDKs and the platform, so that keys agree. */

/** The e-mail syntax of HTML's `input[type=email]`. */
export const EMAIL_PATTERN =
  /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/

// oxlint-disable-next-line no-control-regex -- removing control characters is the point
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g

const TRIMMED: ReadonlySet<string | undefined> = new Set([' ', '\t', '\n'])

/** Well-formed Unicode, LF line ends, no control characters but tab and LF, NFC. */
export function normaliseText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(CONTROLS, '')
    .normalize('NFC')
}

/** A person's prose: normalised, and trimmed of space, tab and LF. */
export function normaliseWords(text: string): string {
  const normal = normaliseText(text)
  let start = 0
  let end = normal.length
  // By hand: a regex anchored at the end is quadratic on a long run of spaces.
  while (start < end && TRIMMED.has(normal[start])) start++
  while (end > start && TRIMMED.has(normal[end - 1])) end--
  return normal.slice(start, end)
}

/** A person's one line: as prose, and runs of tab and LF become one space. */
export function normaliseTitle(text: string): string {
  return normaliseWords(text).replaceAll(/[\t\n]+/g, ' ')
}

/** Length as the contract counts it: Unicode code points, not UTF-16 units. */
export function codePoints(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}
