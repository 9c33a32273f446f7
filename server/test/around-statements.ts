import { EntityManager } from '@mikro-orm/sql'
import { onTestFinished, vi } from 'vitest'

type Work = (sql: string, values: readonly unknown[]) => Promise<unknown>

/** Runs work before or after each statement of this test that a manager is given as text, its own statements included. */
export function aroundStatements({ before, after }: { before?: Work; after?: Work }): void {
  // oxlint-disable-next-line typescript/unbound-method -- it is called with the manager
  const execute = EntityManager.prototype.execute
  const spy = vi.spyOn(EntityManager.prototype, 'execute').mockImplementation(async function (
    this: EntityManager,
    ...args
  ) {
    const sql = typeof args[0] === 'string' ? args[0] : ''
    const values = Array.isArray(args[1]) ? args[1] : []
    await before?.(sql, values)
    const answer = await execute.apply(this, args)
    await after?.(sql, values)
    return answer as never
  })
  onTestFinished(() => spy.mockRestore())
}
