import { describe, expect, test } from 'vitest'
import { type Role, ROLES } from './organization.ts'
import {
  isPermitted,
  type Permission,
  PERMISSIONS,
  permissionToInvite,
  SCOPE_PERMISSIONS,
} from './permissions.ts'

/** Every permission, with the roles that have it. */
const EXPECTED: Readonly<Record<Permission, readonly Role[]>> = {
  'read tickets': ['owner', 'admin', 'member', 'viewer'],
  'read servers': ['owner', 'admin', 'member', 'viewer'],
  'read members': ['owner', 'admin', 'member', 'viewer'],
  'revoke own access tokens': ['owner', 'admin', 'member', 'viewer'],
  'connect agents': ['owner', 'admin', 'member', 'viewer'],
  'work tickets': ['owner', 'admin', 'member'],
  'export tickets': ['owner', 'admin', 'member'],
  'read end-users': ['owner', 'admin', 'member'],
  'create access tokens': ['owner', 'admin', 'member'],
  'manage servers': ['owner', 'admin'],
  'manage end-users': ['owner', 'admin'],
  'delete tickets': ['owner', 'admin'],
  'withhold fields': ['owner', 'admin'],
  'erase people': ['owner', 'admin'],
  'manage retention': ['owner', 'admin'],
  'read audit log': ['owner', 'admin'],
  'invite members': ['owner', 'admin'],
  'manage access tokens': ['owner', 'admin'],
  'manage members': ['owner'],
  'rename organization': ['owner'],
}
const permissions = Object.keys(EXPECTED) as Permission[]

describe('permissions', () => {
  test.each(permissions)(
    '"%s" belongs to the roles that are listed for it, and to no other',
    (permission) => {
      expect(ROLES.filter((role) => isPermitted(role, permission))).toEqual(EXPECTED[permission])
    },
  )

  test.each(['', 'superowner', 'toString', '__proto__', 'constructor', 'Owner', ' owner'])(
    'the unknown role "%s" may do nothing',
    (role) => {
      expect(permissions.filter((permission) => isPermitted(role, permission))).toEqual([])
    },
  )

  test('nobody may do what is not in the table', () => {
    for (const role of ROLES) expect(isPermitted(role, 'delete everything' as Permission)).toBe(false)
  })

  test('the table has a row for every role and no other, and lists nothing twice', () => {
    expect(Object.keys(PERMISSIONS).toSorted()).toEqual([...ROLES].toSorted())
    for (const listed of Object.values(PERMISSIONS)) {
      expect(new Set(listed).size).toBe(listed.length)
      expect(permissions).toEqual(expect.arrayContaining([...listed]))
    }
  })

  test.each([
    ['owner', ['owner', 'admin', 'member', 'viewer']],
    ['admin', ['member', 'viewer']],
    ['member', []],
    ['viewer', []],
  ] as const)('R6.1 %s invites for %j', (role, invited) => {
    expect(ROLES.filter((each) => isPermitted(role, permissionToInvite(each)))).toEqual(invited)
  })

  test('scopes of access tokens reach tickets and the list of MCP servers, and nothing else', () => {
    expect(SCOPE_PERMISSIONS).toEqual({
      'tickets:read': ['read tickets', 'export tickets'],
      'tickets:write': ['read tickets', 'export tickets', 'work tickets'],
      'servers:read': ['read servers'],
    })
  })
})
