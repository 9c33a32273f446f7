import { FIELD_ERROR_CODES, QUOTA_LANES } from '#shared/error-codes.ts'
import { z } from 'zod'

/** One of these values, or a text that a later version adds. */
export function openEnum<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.union([z.enum(values), z.string()])
}

export const fieldErrorSchema = z.object({
  pointer: z.string(),
  code: openEnum(FIELD_ERROR_CODES),
  detail: z.string(),
  allowed: z.array(z.string()).readonly().optional(),
})

/** An `application/problem+json` (RFC 9457, wire contract §6). */
export const problemSchema = z.object({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.int().min(400).max(599),
  code: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/),
  detail: z.string(),
  requestId: z.string(),
  errors: z.array(fieldErrorSchema).readonly().optional(),
  lane: openEnum(QUOTA_LANES).optional(),
})
export type ProblemDocument = z.infer<typeof problemSchema>
