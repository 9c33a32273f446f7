import { expect, test } from 'vitest'
import { explainError } from './explain-error.ts'

const CODES = [
  'sign-in-expired',
  'invalid_redirect_uri',
  'invalid_client',
  'document-unread',
  'invalid_request',
  'access_denied',
  'login_required',
  'server_error',
  'temporarily_unavailable',
]

test('every code has its own title, and no text contains a code', () => {
  const titles = CODES.map((code) => explainError(code).title)
  expect(new Set(titles).size).toBe(CODES.length)
  for (const code of CODES) expect(JSON.stringify(explainError(code))).not.toContain('_')
})

test('an unknown code, even a property name that every object has, is an unusable request', () => {
  for (const code of ['invalid_target', 'constructor', '__proto__', '']) {
    expect(explainError(code)).toBe(explainError('invalid_request'))
  }
})
