import { describe, expect, test } from 'vitest'
import { traceUrl, traceUrlSchema } from './trace-url.ts'

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736'

describe('a template for the addresses of traces', () => {
  test.each([
    ['https://traces.example.com/trace/{traceId}', `https://traces.example.com/trace/${TRACE_ID}`],
    ['https://example.com/#/t?id={traceId}&x=1', `https://example.com/#/t?id=${TRACE_ID}&x=1`],
    ['https://x.example.com/{traceId}/{traceId}', `https://x.example.com/${TRACE_ID}/${TRACE_ID}`],
    [
      'https://x.example.com/explore?left={"query":"{traceId}"}',
      `https://x.example.com/explore?left={"query":"${TRACE_ID}"}`,
    ],
    ['http://localhost:16686/trace/{traceId}', `http://localhost:16686/trace/${TRACE_ID}`],
    ['http://127.0.0.1/{traceId}', `http://127.0.0.1/${TRACE_ID}`],
    ['http://[::1]:3000/{traceId}', `http://[::1]:3000/${TRACE_ID}`],
    ['  https://x.example.com/{traceId}\n', `https://x.example.com/${TRACE_ID}`],
    ['HTTPS://X.example.com/{traceId}', `HTTPS://X.example.com/${TRACE_ID}`],
    ['https://süß.example/{traceId}', `https://süß.example/${TRACE_ID}`],
  ])('%j is accepted', (template, filled) => {
    const saved = traceUrlSchema.parse(template)
    expect(saved).toBe(template.trim())
    expect(traceUrl(saved, TRACE_ID)).toBe(filled)
  })

  test.each([
    '',
    'https://traces.example.com/',
    'https://traces.example.com/{traceid}',
    'https://traces.example.com/%7BtraceId%7D',
    'http://traces.example.com/{traceId}',
    'http://127.0.0.1.example.com/{traceId}',
    'javascript:alert("{traceId}")',
    'JavaScript:alert({traceId})',
    'java\tscript:alert({traceId})',
    ' javascript:alert({traceId})',
    'data:text/html,{traceId}',
    'vbscript:{traceId}',
    'blob:https://example.com/{traceId}',
    'file:///{traceId}',
    'ftp://example.com/{traceId}',
    '//example.com/{traceId}',
    '/trace/{traceId}',
    'example.com/{traceId}',
    '{traceId}',
    '{traceId}://example.com/',
    'https://{traceId}/',
    'https://{traceId}.example.com/',
    'https://example.com:{traceId}/',
    'https://{traceId}@example.com/',
    'https://user:secret@example.com/{traceId}',
    'https://:secret@example.com/{traceId}',
    'https:\\\\example.com\\{traceId}',
    'https://example.com/a b/{traceId}',
    'https://example.com/{traceId}\n//',
    'https://example.com/\u202e{traceId}',
    'https://example.com/\u0000{traceId}',
  ])('%j is refused', (template) => {
    const parsed = traceUrlSchema.safeParse(template)
    expect(parsed.success).toBe(false)
    expect(parsed.error?.issues[0]?.message).toBeTruthy()
    expect(traceUrl(template, TRACE_ID)).toBeUndefined()
  })

  test.each([null, 5, {}])('%j is refused', (template) => {
    expect(traceUrlSchema.safeParse(template).success).toBe(false)
  })

  test.each([`https://example.com/{traceId}/${'x'.repeat(500)}`, `${'x'.repeat(100_000)}{traceId}`])(
    'one that is too long is refused',
    (template) => expect(traceUrlSchema.safeParse(template).success).toBe(false),
  )

  test.each(['', '1', TRACE_ID.toUpperCase(), `${TRACE_ID}/..`, `${TRACE_ID}\n`, 'javascript:alert(1)'])(
    'the id %j is none, and there is no address',
    (traceId) => {
      expect(traceUrl('https://traces.example.com/{traceId}', traceId)).toBeUndefined()
    },
  )
})
