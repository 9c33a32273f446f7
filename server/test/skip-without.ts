import { describe, it } from 'vitest'

/** Skips a file whose tests need a database that is not there. Vitest fails where it finds no test. */
export function skipWithout(databases: readonly unknown[]): void {
  const isMissing = databases.length === 0
  describe.runIf(isMissing)('without a database for these tests', () => {
    it.skipIf(isMissing)('runs none', () => {})
  })
}
