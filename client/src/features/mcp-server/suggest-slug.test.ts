import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { suggestSlug } from './suggest-slug.ts'

test('R5.1 a name becomes an address that people would choose', () => {
  expect(suggestSlug('Acme Search')).toBe('acme-search')
  expect(suggestSlug('  Café & Söhne!  ')).toBe('cafe-sohne')
  expect(suggestSlug('日本')).toBe('')
})

test('R5.1 a suggestion is a valid label: letters, digits and inner hyphens', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      expect(suggestSlug(name)).toMatch(/^([a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?)?$/)
    }),
  )
})
