import { codePoints, EMAIL_PATTERN, normaliseTitle, normaliseWords } from '#sdk/wire/text.ts'
import { z } from 'zod'

/** A normalised line of 1 to `max` code points. `what` completes "Enter …". */
export function lineSchema(max: number, what: string) {
  return z
    .string()
    .transform(normaliseTitle)
    .pipe(bounded(1, max, what))
}

/** Normalised text of `min` to `max` code points that keeps its line breaks. */
export function proseSchema(min: number, max: number, what: string) {
  return z
    .string()
    .transform(normaliseWords)
    .pipe(bounded(min, max, what))
}

/** An address as HTML's `input[type=email]` accepts it. It keeps its case; look-ups convert it to lower case. */
export const emailSchema = z
  .string()
  .transform(normaliseTitle)
  .pipe(z.string().max(254, 'Use at most 254 characters.').regex(EMAIL_PATTERN, 'Enter an e-mail address.'))

/**
 * The name of an organization or of an MCP server in an address. Every such name is ASCII. Other text is refused here,
 * because databases fail on it instead of finding nothing.
 */
export const slugNameSchema = z
  .string()
  .min(1)
  .max(63)
  .regex(/^[!-~]+$/)

function bounded(min: number, max: number, what: string) {
  return z
    .string()
    .refine((text) => codePoints(text) >= min, { error: `Enter ${what}.`, params: { code: 'required' } })
    .refine((text) => codePoints(text) <= max, {
      error: `Use at most ${max.toLocaleString('en')} characters.`,
      params: { code: 'too-long' },
    })
}
