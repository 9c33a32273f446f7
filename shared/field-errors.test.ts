import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { fieldErrorsOf } from './field-errors.ts'
import { categoriesSchema } from './mcp-server.ts'
import { lineSchema } from './text.ts'

const schema = z.strictObject({
  title: lineSchema(5, 'a title'),
  status: z.enum(['open', 'closed']),
  'a/b': z.array(z.strictObject({ n: z.number() })),
})

function errorsOf(value: unknown) {
  const parsed = schema.safeParse(value)
  return parsed.success ? [] : fieldErrorsOf(parsed.error).map(({ pointer, code }) => `${pointer} ${code}`)
}

describe('fieldErrorsOf', () => {
  it('tells missing, wrongly typed, too long, unlisted and unknown fields apart', () => {
    expect(errorsOf({ status: 'open', 'a/b': [] })).toEqual(['/title required'])
    expect(errorsOf({ title: 7, status: 'open', 'a/b': [] })).toEqual(['/title invalid-type'])
    expect(errorsOf({ title: ' ', status: 'open', 'a/b': [] })).toEqual(['/title required'])
    expect(errorsOf({ title: '😀😀😀😀😀', status: 'open', 'a/b': [] })).toEqual([])
    expect(errorsOf({ title: '😀😀😀😀😀😀', status: 'open', 'a/b': [] })).toEqual(['/title too-long'])
    expect(errorsOf({ title: 'a', status: 'shut', 'a/b': [] })).toEqual(['/status not-in-list'])
    expect(errorsOf({ title: 'a', status: 'open', 'a/b': [], emial: 1 })).toEqual(['/emial unknown-field'])
  })

  it('points into nested fields, escaping what RFC 6901 asks for', () => {
    expect(errorsOf({ title: 'a', status: 'open', 'a/b': [{ n: 'x' }] })).toEqual(['/a~1b/0/n invalid-type'])
  })
})

describe('R1.4 categories', () => {
  it.each([
    [['Bug Report'], true],
    [[], false],
    [['Bug', 'bug'], false],
    [Array.from({ length: 10 }, (_, index) => `Category ${index}`), true],
    [Array.from({ length: 11 }, (_, index) => `Category ${index}`), false],
    [['x'.repeat(40)], true],
    [['x'.repeat(41)], false],
    [['  '], false],
  ])('accepts %j: %s', (categories, accepted) => {
    expect(categoriesSchema.safeParse(categories).success).toBe(accepted)
  })
})
