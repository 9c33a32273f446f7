import { expect, it } from 'vitest'

/** Skips a file whose tests need a database that is not there. Vitest fails where it finds no test. */
export function skipWithout(databases: readonly unknown[]): void {
  it.skipIf(databases.length === 0)('has a database for its tests', () => {
    expect(databases).not.toHaveLength(0)
  })
}
