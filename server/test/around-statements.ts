import { EntityManager } from '@mikro-orm/sql'
import { onTestFinished, vi } from 'vitest'

type Work = (sql: string) => Promise<unknown>

/** Runs work before or after each statement of this test that a manager is given as text, its own statements included. */
export function aroundStatements({ before, after }: { before?: Work; after?: Work }): void {
  // oxlint-disable-next-line typescript/unbound-method -- it is called with the manager
  const execute = EntityManager.prototype.execute
  const spy = vi.spyOn(EntityManager.prototype, 'execute').mockImplementation(async function (
    this: EntityManager,
    ...args
  ) {
    const sql = typeof args[0] === 'string' ? args[0] : ''
    await before?.(sql)
    const answer = await execute.apply(this, args)
    await after?.(sql)
    return answer as never
  })
  onTestFinished(() => spy.mockRestore())
}
