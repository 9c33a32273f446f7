/*
 * The normal form of text, the same in all SDKs and on the platform. sdk/contract/text.json fixes it.
 */

import { asText } from './unknown.ts'

/** The e-mail syntax of HTML's `input[type=email]`. */
export const EMAIL_PATTERN =
  /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/

// oxlint-disable-next-line no-control-regex -- removing control characters is the point
const CONTROL = /[\u0000-\u0008\u000B-\u001F\u007F]/g

// Marks (general category M) include every character that normalisation reorders. NFC needs quadratic time to sort a
// long run of them, so a run is shortened first. 30 is the number of UAX #15's Stream-Safe Text Format.
const LONG_RUN = /(?=\p{M})(?<!\p{M})(\p{M}{30})\p{M}+/gu
/** Faster, and true for every text with such a run: all marks are in this range of UTF-16 units. */
const MAYBE_LONG_RUN = /(?<![\u0300-\uffff])[\u0300-\uffff]{31}/

/** Text that is in its normal form already. Most is, and one look is faster than all the steps. */
export const PLAIN = /^[\t\n -~]*$/

/**
 * Text may be so many times longer than its limit before it is normalised, which can make it shorter. Text that is
 * longer still is not looked at.
 */
export const RAW_LENGTH = 4

/** `text` stays as it is, `words` are trimmed, a `title` is one line. */
export type TextForm = 'text' | 'words' | 'title'

/**
 * Text in its normal form, if that has at most `max` code points. Text of more than four times as many is refused
 * before it is looked at, so that no text costs more than its limit allows.
 *
 * @returns nothing for text that is too long.
 */
export function readText(text: string, form: TextForm, max: number): string | undefined {
  if (isLongerThan(text, RAW_LENGTH * max)) return undefined
  const read = FORMS[form](text)
  return isLongerThan(read, max) ? undefined : read
}

/** As {@link readText}, but text that is too long is cut. What is beyond four times the limit is not looked at. */
export function clipText(text: string, form: TextForm, max: number): string {
  const read = FORMS[form](text.slice(0, indexOfCodePoint(text, RAW_LENGTH * max)))
  return isLongerThan(read, max) ? FORMS[form](read.slice(0, indexOfCodePoint(read, max))) : read
}

/** As {@link clipText}, for a value that may be anything. Nothing for what is no text, or empty. */
export function clipUnknown(value: unknown, form: TextForm, max: number): string | undefined {
  return clipText(asText(value) ?? '', form, max) || undefined
}

/**
 * Makes text well-formed Unicode in NFC, with LF line ends, without DEL and C0 controls but tab and LF, and with at most
 * 30 marks in a row. Idempotent, and linear in time. For text whose length is bounded already.
 */
export function normaliseText(text: string): string {
  if (PLAIN.test(text)) return text
  const clean = shortenRuns(text.toWellFormed().replace(/\r\n?/g, '\n').replace(CONTROL, ''))
  const composed = clean.normalize('NFC')
  // NFC can make a run longer again: U+0344 becomes two marks.
  return composed === clean ? clean : shortenRuns(composed)
}

const FORMS: Readonly<Record<TextForm, (text: string) => string>> = {
  text: normaliseText,
  words: (text) => trim(normaliseText(text)),
  title: (text) => trim(normaliseText(text).replace(/[\t\n]+/g, ' ')),
}

/** At most 30 marks in a row. Linear in time. */
export function shortenRuns(text: string): string {
  return MAYBE_LONG_RUN.test(text) ? text.replace(LONG_RUN, '$1') : text
}

/** Whether the text has more than `count` code points. The length of a long text is not counted. */
export function isLongerThan(text: string, count: number): boolean {
  if (text.length <= count) return false
  return text.length > 2 * count || codePoints(text) > count
}

/** The length in Unicode code points, as JSON Schema counts. `.length` counts UTF-16 units. */
export function codePoints(text: string): number {
  return text.replace(PAIR, '_').length
}

const PAIR = /[\ud800-\udbff][\udc00-\udfff]/g

/** The UTF-16 index after `count` code points, or `text.length` if there are fewer. */
export function indexOfCodePoint(text: string, count: number): number {
  let index = 0
  for (let passed = 0; passed < count && index < text.length; passed++) {
    index += (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1
  }
  return index
}

/**
 * The same text, in memory of its own, for texts that are kept: a part of a long text keeps all of it in memory. This works
 * because V8 copies a text that was joined from two before it takes a part of it.
 */
export const copyText = (text: string): string => ` ${text}`.slice(1)

// Spaces, tabs and LF at both ends. Not String.prototype.trim, which also removes NBSP, BOM and others that a person may have written. And no regular
// expression: one that is anchored at the end takes quadratic time on a long run of spaces.
function trim(text: string): string {
  let end = text.length
  while (end > 0 && BLANK.includes(text.charAt(end - 1))) end--
  return text.slice(0, end).replace(/^[ \t\n]+/, '')
}

const BLANK = ' \t\n'
