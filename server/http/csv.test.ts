import { array, assert, constantFrom, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvLine, withoutFormulas } from './csv.ts'

const SIGNS = Array.from('=+-@＝＋－＠﹦﹢﹣﹫−')

describe('a field of a CSV file', () => {
  it.each([
    ...SIGNS.map((sign) => [`${sign}1+1`, `'${sign}1+1`]),
    ['=HYPERLINK("http://evil.example")', `'=HYPERLINK("http://evil.example")`],
    ['  =1', `'  =1`],
    ['"=1', `'"=1`],
    [`'=1`, `''=1`],
    ['\u200b\ufeff=1', `'\u200b\ufeff=1`],
    ['\u3000＝1', `'\u3000＝1`],
    ['\tx', `'\tx`],
    ['\rx', `'\rx`],
    ['\t=1', `'\t'=1`],
    ['a;=1', `a;'=1`],
    ['a; "=1', `a;' "=1`],
    ['first\n=cmd|x', `first\n'=cmd|x`],
    [';=1', `';'=1`],
  ])('%j becomes %j', (text, safe) => {
    expect(withoutFormulas(text)).toBe(safe)
  })

  it.each([
    '',
    'plain',
    'a-b',
    '1 + 1 = 2',
    'ana@example.com',
    'x, -1',
    'TK-7F3K-9Q2M',
    'עברית',
    '2026-11-26T10:00:00.000Z',
  ])('stays as it is: %j', (text) => {
    expect(withoutFormulas(text)).toBe(text)
  })

  it('begins no cell with a formula, whichever separator reads it', () => {
    const piece = constantFrom(...SIGNS, ...Array.from(`;,\t\n\r "'ax1\u200b\u3000“`))
    assert(
      property(array(piece, { maxLength: 12 }), (pieces) => {
        for (const cell of csvLine([pieces.join(''), 'next']).split(/[;\t\r\n]/)) {
          expect(cell.replace(/^[\s"\u200b,“]*/u, '')).not.toMatch(/^[=+\-@＝＋－＠﹦﹢﹣﹫−]/)
        }
      }),
      { numRuns: 2_000 },
    )
  })

  it('is quoted by RFC 4180, so that the text can be read again', () => {
    expect(csvLine(['a "b"', 'c,d\ne', ''])).toBe('"a ""b""","c,d\ne",""\r\n')
  })
})
