import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { describeMarker, revealInvisible, segmentText, wholeMarker } from './untrusted-text.ts'

describe('R4.2 redaction marks of the wire contract become chips', () => {
  test('inside a text, with the text around them', () => {
    expect(segmentText('sent Bearer ⟦redacted:bearer⟧ twice')).toEqual([
      { kind: 'text', at: 0, source: 'sent Bearer ' },
      { kind: 'marker', at: 12, source: '⟦redacted:bearer⟧', marker: { action: 'redacted', rule: 'bearer' } },
      { kind: 'text', at: 29, source: ' twice' },
    ])
  })

  test.each([
    ['⟦redacted:key⟧', 'withheld: key'],
    ['⟦cut:chars:1843⟧', '1,843 more characters cut'],
    ['⟦cut:items:70⟧', '70 more items cut'],
    ['⟦cut:keys:12⟧', '12 more fields cut'],
    ['⟦cut:binary:512⟧', 'binary data cut, 512 bytes'],
    ['⟦cut:size⟧', 'cut: too large'],
    ['⟦cut:something-new:3⟧', 'cut: something-new 3'],
  ])('%s reads "%s"', (source, text) => {
    const marker = wholeMarker(source)
    expect(marker && describeMarker(marker)).toBe(text)
  })

  test.each(['[redacted:key]', '⟦redacted:Key⟧', '⟦redacted:⟧', '⟦secret:key⟧', '⟦cut:chars:12345678901⟧'])(
    '%s is not one of our markers and stays text',
    (source) => {
      expect(segmentText(source)).toEqual([{ kind: 'text', at: 0, source }])
    },
  )
})

describe('R4.2 characters that hide or reorder text are made visible', () => {
  test('a right-to-left override is named', () => {
    expect(revealInvisible('invoice\u202Efdp.exe')).toBe('invoice[U+202E right-to-left override]fdp.exe')
  })

  test('a run is counted once', () => {
    expect(revealInvisible(`a${'\u200B'.repeat(12)}b`)).toBe('a[U+200B zero-width space ×12]b')
  })

  test('tag characters, which models read and people cannot see, are shown', () => {
    expect(revealInvisible('hi\u{E0069}')).toBe('hi[U+E0069]')
  })

  test('joiners that emoji and scripts need stay, a joiner after ASCII does not', () => {
    expect(revealInvisible('👩\u200D💻 می\u200Cخواهم')).toBe('👩\u200D💻 می\u200Cخواهم')
    expect(revealInvisible('pass\u200Dword')).toBe('pass[U+200D zero-width joiner]word')
  })

  test('tabs and line breaks are text', () => {
    expect(segmentText('a\tb\nc')).toEqual([{ kind: 'text', at: 0, source: 'a\tb\nc' }])
  })
})

test('R4.2 the segments of any text add up to it', () => {
  const parts = fc.constantFrom(
    '⟦redacted:key⟧',
    '⟦cut:chars:9⟧',
    '⟦',
    '⟧',
    '\u202E',
    '\u200B\u200B',
    'a',
    '👩\u200D💻',
  )
  const text = fc.array(fc.oneof(parts, fc.string({ unit: 'binary' }))).map((all) => all.join(''))
  fc.assert(
    fc.property(text, (source) => {
      const back = segmentText(source).map((segment) => segment.source)
      expect(back.join('')).toBe(source)
    }),
  )
})
