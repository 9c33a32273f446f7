import type { AuthMode } from '#shared/mcp-server.ts'
import { expect, test } from 'vitest'
import { explainSwitch } from './explain-switch.ts'

const settings = (authMode: AuthMode, resourceUrl: string | null) => ({ authMode, resourceUrl })
const HERE = 'https://mcp.example.com/mcp'
const THERE = 'https://mcp.example.com/v2'

test.each([
  [settings('email', null), settings('email', null), undefined],
  [settings('email', HERE), settings('email', HERE), undefined],
  [settings('oauth', HERE), settings('oauth', HERE), undefined],
  [settings('oauth', HERE), settings('oauth', ' HTTPS://MCP.example.com/mcp'), undefined],
  [settings('oauth', HERE), settings('oauth', 'https://'), undefined],
  [settings('oauth', HERE), settings('oauth', null), undefined],
  [settings('email', null), settings('oauth', null), 'Users will sign in'],
  [settings('oauth', HERE), settings('email', HERE), 'Nobody will sign in any more'],
  [settings('oauth', HERE), settings('oauth', THERE), 'Everybody will sign in again'],
])('R5.1 from %o to %o: %s', (saved, next, title) => {
  expect(explainSwitch(saved, next)?.title).toBe(title)
})

test('R5.1 switching back says whether earlier sign-ins are still valid', () => {
  const lastOf = (resourceUrl: string) =>
    explainSwitch(settings('email', HERE), settings('oauth', resourceUrl))?.sentences.at(-1)
  expect(lastOf(HERE)).toContain('work again')
  expect(lastOf(THERE)).toContain('signs in again')
  expect(explainSwitch(settings('email', null), settings('oauth', HERE))?.sentences.join()).not.toContain(
    'again',
  )
})
