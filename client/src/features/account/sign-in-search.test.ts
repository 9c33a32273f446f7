import { expect, test } from 'vitest'
import { signInSearch } from './sign-in-search.ts'

test.each(['/o/acme/tickets?status=open', '/'])('after sign-in, %s may be returned to', (redirect) => {
  expect(signInSearch({ redirect })).toEqual({ redirect })
})

test.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', ''])(
  'after sign-in, %s is not followed',
  (redirect) => {
    expect(signInSearch({ redirect }).redirect).toBeUndefined()
  },
)
