/*
 * The normal form of text, the same in all SDKs and on the platform. sdk/contract/text.json fixes it.
 */

/** The e-mail syntax of HTML's `input[type=email]`. */
export const EMAIL_PATTERN =
  /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/

// oxlint-disable-next-line no-control-regex -- removing control characters is the point
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F]/g

/** Makes text well-formed Unicode in NFC, with LF line ends, without DEL and C0 controls but tab and LF. Idempotent. */
export function normaliseText(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, '\n').replace(CONTROL, '').normalize('NFC')
}

/** Normalises a description or category. Spaces, tabs and LF at both ends go, other white space stays. */
export function normaliseWords(text: string): string {
  return trim(normaliseText(text))
}

/** Normalises a title: as {@link normaliseWords}, and each run of tabs and LF becomes one space. */
export function normaliseTitle(text: string): string {
  return trim(normaliseText(text).replace(/[\t\n]+/g, ' '))
}

/** The length in Unicode code points, as JSON Schema counts. `.length` counts UTF-16 units. */
export function codePoints(text: string): number {
  let pairs = 0
  for (let i = 1; i < text.length; i++) {
    if (isLowSurrogate(text.charCodeAt(i)) && isHighSurrogate(text.charCodeAt(i - 1))) pairs++
  }
  return text.length - pairs
}

/** The UTF-16 index after `count` code points, or `text.length` if there are fewer. */
export function indexOfCodePoint(text: string, count: number): number {
  let index = 0
  for (let passed = 0; passed < count && index < text.length; passed++) {
    const pair = isHighSurrogate(text.charCodeAt(index)) && isLowSurrogate(text.charCodeAt(index + 1))
    index += pair ? 2 : 1
  }
  return index
}

// Not String.prototype.trim, which also removes NBSP, BOM and others that a person may have written. And no regular
// expression: one that is anchored at the end takes quadratic time on a long run of spaces.
function trim(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isBlank(text.charCodeAt(start))) start++
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

const isBlank = (unit: number): boolean => unit === 0x20 || unit === 0x09 || unit === 0x0a
const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff
const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff
