import { expect, test } from 'vitest'
import { rolesWith } from './roles.ts'

test.each([
  ['rename organization', 'owners'],
  ['manage servers', 'owners and admins'],
  ['read end-users', 'owners, admins, and members'],
] as const)('the roles that may "%s" are %s', (permission, roles) => {
  expect(rolesWith(permission)).toBe(roles)
})
