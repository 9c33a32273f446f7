import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

test.each([
  ['BUDGET_MS', 'deliver.ts', 'sdk/typescript/src/platform/deliver-ticket.ts'],
  ['ATTEMPT_MS', 'deliver.ts', 'sdk/typescript/src/platform/deliver-ticket.ts'],
  ['MAX_ATTEMPTS', 'deliver.ts', 'sdk/typescript/src/platform/deliver-ticket.ts'],
  ['BACKOFF_MS', 'deliver.ts', 'sdk/typescript/src/platform/deliver-ticket.ts'],
  ['LATE_MS', 'watcher.ts', 'server/domain/change-position.ts'],
])('%s of %s is that of %s, which these jobs may not import', (name, copy, original) => {
  const read = (file: string) =>
    new RegExp(`const ${name} = (.+)$`, 'm').exec(readFileSync(file, 'utf8'))?.[1]
  expect(read(original)).toBeDefined()
  expect(read(`e2e/faults/${copy}`)).toBe(read(original))
})
