import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { fieldErrorsOf } from './field-errors.ts'
import { categoriesSchema } from './mcp-server.ts'
import { referenceSchema } from './support-ticket.ts'
import { lineSchema, proseSchema, slugNameSchema } from './text.ts'

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

describe('what is said of a field that is not accepted', () => {
  const inputs = z.strictObject({
    org: slugNameSchema.optional(),
    reference: referenceSchema.optional(),
    version: z.int().positive().optional(),
    days: z.number().optional(),
    id: z.uuid().optional(),
    status: z.enum(['open', 'closed']).optional(),
    flag: z.boolean().optional(),
    list: z.array(z.string()).min(1).max(2).optional(),
    line: lineSchema(5, 'a title').optional(),
    address: z.url().optional(),
    raw: z.string().min(3).max(4).optional(),
    needed: z.string(),
  })
  const told = (input: object) => {
    const { error } = inputs.safeParse({ needed: '', ...input })
    return error ? fieldErrorsOf(error).map(({ code, detail }) => `${code}: ${detail}`) : []
  }

  it.each([
    [{ needed: undefined }, 'required: This field is missing.'],
    [{ org: 'a b' }, 'invalid-format: Use the name in the address, such as acme.'],
    [{ reference: 'TK-1' }, 'invalid-format: Enter a reference, such as TK-7F3K-9Q2M.'],
    [{ version: 0 }, 'invalid-format: Enter more than 0.'],
    [{ version: 1e20 }, 'invalid-format: This number is too large.'],
    [{ version: 1.5 }, 'invalid-type: Enter a whole number.'],
    [{ version: '1' }, 'invalid-type: Enter a number.'],
    [{ days: 'x' }, 'invalid-type: Enter a number.'],
    [{ id: 'x' }, 'invalid-format: This is no id.'],
    [{ status: 'shut' }, 'not-in-list: Choose one of these: open, closed.'],
    [{ flag: 1 }, 'invalid-type: Answer true or false.'],
    [{ list: 'x' }, 'invalid-type: Send a list.'],
    [{ list: [] }, 'required: Choose at least 1.'],
    [{ list: ['a', 'b', 'c'] }, 'too-long: Choose at most 2.'],
    [{ line: 7 }, 'invalid-type: Enter text.'],
    [{ address: 'x' }, 'invalid-format: Enter a whole address, such as https://example.com.'],
    [{ raw: '' }, 'required: Use at least 3 characters.'],
    [{ raw: '12345' }, 'too-long: Use at most 4 characters.'],
    [{ extra: 1 }, 'unknown-field: This field is not known.'],
  ])('%j: %s', (input, sentence) => {
    expect(told(input)).toEqual([sentence])
  })

  it('is never in the words of zod, whatever is sent', () => {
    const odd = ['', 'x', 0, -1, 1e20, 0.5, true, null, [], {}, ['x'], 'x'.repeat(1_000)]
    for (const name of Object.keys(inputs.shape))
      for (const value of odd)
        for (const sentence of told({ [name]: value }))
          expect(sentence).not.toMatch(/: .*(?:Invalid|xpected|received|pattern|Too (?:big|small))/)
  })

  it.each(['\u200b', '\u202e', '\u00a0', '\u2800', '\u3164', '\ufeff \u00ad', '\u{e0041}', ''])(
    'text that nobody sees is none: %j',
    (text) => {
      expect(told({ line: text })).toEqual(['required: Enter a title.'])
      expect(proseSchema(1, 10, 'words').safeParse(text).success).toBe(false)
      expect(proseSchema(0, 10, 'words').safeParse(text).success).toBe(true)
    },
  )

  it.each(['a\u200b', '👨‍👩‍👧', '0', 'ß', 'é', 'नमः', '‎מ', '.'])('text that is seen is some: %j', (text) => {
    expect(told({ line: text })).toEqual([])
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
