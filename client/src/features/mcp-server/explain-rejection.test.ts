import { REJECTION_REASONS } from '#shared/server-setup.ts'
import { expect, test } from 'vitest'
import { describeCaller } from './describe-caller.ts'
import { explainRejection } from './explain-rejection.ts'

const from = { name: 'curl', version: '8.5.0', isSdk: false }
const attempt = { from, times: 1, lastAt: '2026-11-26T10:00:00.000Z' }

test.each(REJECTION_REASONS)('%s has a name and says what helps', (reason) => {
  const { reason: name, help } = explainRejection({ ...attempt, reason })
  expect(name).toMatch(/^[A-Z][\w' -]+$/)
  expect(help).toMatch(/\.$/)
})

test('a key is named by its end, and the server that it belongs to by its name', () => {
  expect(explainRejection({ ...attempt, reason: 'revoked-key', keyHint: 'x81d' }).reason).toBe(
    'Revoked key …x81d',
  )
  const keyOf = { slug: 'orders', name: 'Northwind Orders' }
  expect(explainRejection({ ...attempt, reason: 'other-servers-key', keyOf }).help).toBe(
    'It belongs to Northwind Orders. Use the DSN of this server.',
  )
})

test('a program is named with its version, and what is no SDK is called so', () => {
  expect(describeCaller(from)).toBe('curl 8.5.0, no SDK')
  expect(describeCaller({ name: 'other', isSdk: false })).toBe('Another program, no SDK')
  const sdk = { name: 'mcp-obs-python', version: '0.1.0', isSdk: true }
  expect(describeCaller(sdk)).toBe('mcp-obs-python 0.1.0')
  expect(describeCaller({ ...sdk, runtime: 'cpython 3.12.1' })).toBe('mcp-obs-python 0.1.0 on cpython 3.12.1')
})
