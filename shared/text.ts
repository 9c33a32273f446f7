import { EMAIL_PATTERN, readText, type TextForm } from '#sdk/wire/text.ts'
import { z } from 'zod'
import { TICKET_LIMITS } from './limits.ts'
import './plain-errors.ts'

/** A character that is seen. Spaces, controls, marks of direction, fillers and what is ignorable by default are none. */
export const VISIBLE = /[^\p{Z}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u

/** What a schema of text says of itself, because code checks it that a JSON Schema cannot show. */
export interface TextRule {
  form: TextForm
  /** Code points. */
  max: number
  /** Whether one of its characters must be seen. */
  needsVisible: boolean
  /** What the normalised text matches. */
  pattern?: RegExp
}

/** A normalised line of 1 to `max` code points, one of which is seen. `what` completes "Enter …". */
export function lineSchema(max: number, what: string) {
  return textSchema('title', max)
    .refine((text) => VISIBLE.test(text), { error: `Enter ${what}.`, params: { code: 'required' } })
    .meta({ text: { form: 'title', max, needsVisible: true } satisfies TextRule })
}

/** Normalised text of `min` to `max` code points that keeps its line breaks. With a minimum, one of them is seen. */
export function proseSchema(min: 0 | 1, max: number, what: string) {
  return textSchema('words', max)
    .refine((text) => min === 0 || VISIBLE.test(text), {
      error: `Enter ${what}.`,
      params: { code: 'required' },
    })
    .meta({ text: { form: 'words', max, needsVisible: min > 0 } satisfies TextRule })
}

/** An address as HTML's `input[type=email]` accepts it. It keeps its case; look-ups convert it to lower case. */
export const emailSchema = textSchema('title', TICKET_LIMITS.email)
  .pipe(z.string().regex(EMAIL_PATTERN, 'Enter an e-mail address.'))
  .meta({
    text: {
      form: 'title',
      max: TICKET_LIMITS.email,
      needsVisible: false,
      pattern: EMAIL_PATTERN,
    } satisfies TextRule,
  })

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
  .regex(/^[!-~]+$/, 'Use the name in the address, such as acme.')
