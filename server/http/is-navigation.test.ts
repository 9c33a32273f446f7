import { expect, it } from 'vitest'
import { isNavigation } from './is-navigation.ts'

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8'

it.each([
  ['a browser', 'GET', { 'sec-fetch-mode': 'navigate', accept: BROWSER }, true],
  ['a form of a browser', 'POST', { 'sec-fetch-mode': 'navigate', accept: BROWSER }, true],
  ['a script in a browser', 'GET', { 'sec-fetch-mode': 'cors', accept: BROWSER }, false],
  ['a picture', 'GET', { 'sec-fetch-mode': 'no-cors', accept: 'image/*' }, false],
  ['a browser that says only what it accepts', 'GET', { accept: BROWSER }, true],
  ['its post, which may be a program’s', 'POST', { accept: BROWSER }, false],
  ['curl', 'GET', { accept: '*/*' }, false],
  ['nothing', 'GET', {}, false],
  ['a program', 'GET', { accept: 'application/json' }, false],
  ['a program that takes both', 'GET', { accept: 'application/json, text/html;q=0.5' }, false],
  ['one that would rather have a page', 'GET', { accept: 'text/html, application/json;q=0.9' }, true],
  ['one that wants no page', 'GET', { accept: 'text/html;q=0, */*' }, false],
  ['other letters', 'GET', { accept: 'TEXT/HTML ; Q=0.3' }, true],
  ['a weight that is none', 'GET', { accept: 'text/html;q=high' }, true],
  ['a very long list', 'GET', { accept: `${'a/b;q=0.1,'.repeat(1_500)}text/html` }, true],
])('%s', (_who, method, headers, expected) => {
  expect(isNavigation({ method, headers })).toBe(expected)
})
