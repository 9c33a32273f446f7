import { expect, test } from 'vitest'
import { fieldErrors } from './form-errors.ts'

const tooLong = { code: 'too-long', detail: 'Too long.' } as const

test('R4.2 pointers become field names, with or without the prefix of the form', () => {
  expect(fieldErrors([{ pointer: '/words/title', ...tooLong }], '/words')).toEqual({ title: 'Too long.' })
  expect(fieldErrors([{ pointer: '/category', ...tooLong }], '/words')).toEqual({ category: 'Too long.' })
  expect(fieldErrors([{ pointer: '/settings/supportToolCategories/3', ...tooLong }])).toEqual({
    'settings.supportToolCategories.3': 'Too long.',
  })
})

test('R4.2 escapes of RFC 6901 are undone, and the first error of a field wins', () => {
  const errors = [
    { pointer: '/a~1b~0c', code: 'required', detail: 'First.' },
    { pointer: '/a~1b~0c', code: 'required', detail: 'Second.' },
    { pointer: '', code: 'invalid-type', detail: 'The whole.' },
  ] as const
  expect(fieldErrors(errors)).toEqual({ 'a/b~c': 'First.', '': 'The whole.' })
})
