import { EMAIL_PATTERN, readText, type TextForm } from '#sdk/wire/text.ts'
import { z } from 'zod'
import { TICKET_LIMITS } from './limits.ts'

/** A normalised line of 1 to `max` code points. `what` completes "Enter …". */
export function lineSchema(max: number, what: string) {
  return textSchema('title', max).refine((text) => text !== '', {
    error: `Enter ${what}.`,
    params: { code: 'required' },
  })
}

/** Normalised text of `min` to `max` code points that keeps its line breaks. */
export function proseSchema(min: 0 | 1, max: number, what: string) {
  return textSchema('words', max).refine((text) => text.length >= min, {
    error: `Enter ${what}.`,
    params: { code: 'required' },
  })
}

/** An address as HTML's `input[type=email]` accepts it. It keeps its case; look-ups convert it to lower case. */
export const emailSchema = textSchema('title', TICKET_LIMITS.email).pipe(
  z.string().regex(EMAIL_PATTERN, 'Enter an e-mail address.'),
)

/** Text in its normal form, with at most `max` code points. It may be empty. */
export function textSchema(form: TextForm, max: number) {
  return z.string().transform((text, ctx) => {
    const read = readText(text, form, max)
    if (read !== undefined) return read
    ctx.addIssue({
      code: 'custom',
      message: `Use at most ${max.toLocaleString('en')} characters.`,
      params: { code: 'too-long' },
    })
    return z.NEVER
  })
}

/**
 * The name of an organization or of an MCP server in an address. Every such name is ASCII. Other text is refused here,
 * because databases fail on it instead of finding nothing.
 */
export const slugNameSchema = z
  .string()
  .min(1)
  .max(63)
  .regex(/^[!-~]+$/)
