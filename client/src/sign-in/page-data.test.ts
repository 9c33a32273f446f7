import { expect, test } from 'vitest'
import { apiPathOf, readPage } from './page-data.ts'

test('the API is below the path of the page, the only path that gets the cookie', () => {
  expect(apiPathOf('/sign-in/V1StGXR8_Z5jdHi6B-myT')).toBe('/sign-in/V1StGXR8_Z5jdHi6B-myT/api')
  expect(apiPathOf('/sign-in/abc/')).toBe('/sign-in/abc/api')
})

test.each(['/sign-in', '/sign-in/', '/sign-in/a/b', '/sign-in/..', '/sign-in.html', '/sign-in/a%2f..'])(
  'there is no sign-in at %s',
  (path) => expect(apiPathOf(path)).toBeUndefined(),
)

test('a page without data, or with the placeholder of the development server, contains nothing', () => {
  for (const json of [undefined, null, '', ' "__SIGN_IN_PAGE__" ', 'null']) expect(readPage(json)).toEqual({})
  expect(readPage('{"serverName":"\\u003cb>"}')).toEqual({ serverName: '<b>' })
})
