import type { EntityManager } from '@mikro-orm/sql'
import { indexQueue } from './index-queue.ts'
import { indexTickets } from './index-tickets.ts'
import { numberLateTickets } from './number-late-tickets.ts'
import { batchOf } from './batch-size.ts'
import { giveWay } from '../../db/give-way.ts'
import { whenFree } from './when-free.ts'
import type { TenantScope } from '../context.ts'
import { clearSome, readOlderTickets, readTop } from './search-index.repository.ts'
import { type IndexState, lockState, writeState } from './search-state.repository.ts'

/**
 * Begins to build the index of an organization again, from its newest ticket to its oldest. It is found by what the index has
 * so far, and the answers say how far that is. One that has begun is not begun again.
 */
export async function beginRebuild(scope: TenantScope): Promise<void> {
  while (!(await whenFree(() => noteRebuild(scope)))) await giveWay()
}

async function noteRebuild({ em, organizationId, now }: TenantScope): Promise<true> {
  await em.transactional(async (em) => {
    const state = await lockState(em, organizationId)
    if (state.completeTo) return
    // The number is left out: whoever reads the index meanwhile sees by it that this was done (`isSteady`).
    const lowestNo = state.lowestNo - 1
    const completeTo = { at: now(), id: '' }
    await writeState(em, organizationId, { ...state, lowestNo, isClearing: true, completeTo })
  })
  return true
}

/**
 * Goes on with the index of an organization by one batch. Whoever calls it next, in whichever process, goes on from there.
 *
 * @param lock locks the state: by itself, it waits for another process
 * @returns whether older tickets can be left
 */
export async function continueRebuild(
  scope: TenantScope,
  batch = batchOf(scope),
  lock: (em: EntityManager, organizationId: string) => Promise<IndexState | undefined> = lockState,
): Promise<boolean> {
  const { organizationId } = scope
  return whenFree(() =>
    scope.em.transactional(async (em) => {
      const state = await lock(em, organizationId)
      if (!state?.completeTo) return false
      if (state.isClearing) {
        if (await clearSome(em, organizationId)) return true
        const completeTo = await readTop(em, organizationId, scope.now())
        await writeState(em, organizationId, { ...state, isClearing: false, completeTo })
        return true
      }
      // New tickets first: they get their numbers before older ones do, which keeps the order.
      if (await indexQueue(em, scope, state)) {
        await writeState(em, organizationId, state)
        return true
      }
      const older = await readOlderTickets(em, organizationId, state.completeTo, batch.tickets)
      if (await numberLateTickets(em, organizationId, state, older)) {
        await writeState(em, organizationId, state)
        return true
      }
      const ids = older.map(({ id }) => id)
      const done =
        ids.length === 0 ? [] : await indexTickets(em, scope, state, ids, { ...batch, isOlder: true })
      const last = older[done.length - 1]
      const isLeft = done.length < older.length || older.length === batch.tickets
      const { completeTo: _, ...rest } = state
      await writeState(em, organizationId, isLeft && last ? { ...rest, completeTo: last } : rest)
      return isLeft
    }),
  )
}
