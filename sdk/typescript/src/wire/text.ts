/*
 * The one normal form of text, the same in both SDKs and on the platform: fixed by sdk/contract/text.json.
 */

/** The e-mail syntax of HTML's `input[type=email]`. */
export const EMAIL_PATTERN =
  /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/

// oxlint-disable-next-line no-control-regex -- removing control characters is the point
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F]/g

/** Well-formed Unicode, LF line ends, no C0 controls but tab and LF, no DEL, NFC. Idempotent. */
export function normaliseText(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, '\n').replace(CONTROL, '').normalize('NFC')
}

/** A description or category: normalised, without space, tab and LF at both ends. Other white space stays. */
export function normaliseWords(text: string): string {
  return trim(normaliseText(text))
}

/** A title: like {@link normaliseWords}, on one line; each run of tabs and line feeds becomes a space. */
export function normaliseTitle(text: string): string {
  return trim(normaliseText(text).replace(/[\t\n]+/g, ' '))
}

/** Length in Unicode code points, which is how JSON Schema counts; `.length` counts UTF-16 units. */
export function codePoints(text: string): number {
  let pairs = 0
  for (let i = 1; i < text.length; i++) {
    if (isLowSurrogate(text.charCodeAt(i)) && isHighSurrogate(text.charCodeAt(i - 1))) pairs++
  }
  return text.length - pairs
}

/** The UTF-16 index at which `count` code points have passed, or `text.length` when there are fewer. */
export function indexOfCodePoint(text: string, count: number): number {
  let index = 0
  for (let passed = 0; passed < count && index < text.length; passed++) {
    const pair = isHighSurrogate(text.charCodeAt(index)) && isLowSurrogate(text.charCodeAt(index + 1))
    index += pair ? 2 : 1
  }
  return index
}

// Not String.prototype.trim, which also takes NBSP, BOM and others that are part of what a person wrote. By hand, because
// a regex anchored at the end is quadratic on a long run of spaces.
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
