import { SCOPES } from '#shared/choices.ts'
import { expect, test } from 'vitest'
import { describeScope, grantedScopes, obstacleOf, suggestedScopes } from './agent-scopes.ts'

const acme = { name: 'Acme', role: 'owner', scopes: [...SCOPES] } as const
const beta = { name: 'Beta', role: 'viewer', scopes: ['tickets:read', 'servers:read'] } as const

test('R2.6 only what reads is ticked, whatever the client asks for', () => {
  expect(suggestedScopes(['tickets:write', 'servers:read', 'tickets:read'])).toEqual([
    'tickets:read',
    'servers:read',
  ])
  expect(suggestedScopes(['tickets:read'])).toEqual(['tickets:read'])
  expect(suggestedScopes(['tickets:write'])).toEqual([])
  expect(suggestedScopes([])).toEqual(['tickets:read', 'servers:read'])
})

test('R2.6 says that the client asks for what is not ticked for it', () => {
  expect(describeScope('tickets:write', SCOPES)).toMatch(/ The client asks for this\.$/)
  expect(describeScope('tickets:read', SCOPES)).not.toContain('asks')
  expect(describeScope('tickets:write', ['tickets:read'])).not.toContain('asks')
})

test('R2.6 a tick gives nothing where the role does not allow it, and the page says why', () => {
  const roles = (organization: typeof acme | typeof beta) =>
    grantedScopes(SCOPES, { scopes: [...organization.scopes] })
  expect(roles(acme)).toEqual(SCOPES)
  expect(roles(beta)).toEqual(['tickets:read', 'servers:read'])
  const why = (scope: (typeof SCOPES)[number], organization: typeof acme | typeof beta) =>
    obstacleOf(scope, { ...organization, scopes: [...organization.scopes] })
  expect(why('tickets:write', beta)).toBe('You are a viewer of Beta, and your role does not allow this.')
  expect(why('tickets:write', acme)).toBeUndefined()
})
