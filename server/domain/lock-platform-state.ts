import { LockMode } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/sql'
import { PlatformState } from './platform-state.entity.ts'

/** Waits until this transaction is the only one that decides about something, until its end. */
export async function lockPlatformState(em: EntityManager, name: 'sign-up' | 'staff-clients'): Promise<void> {
  await em.findOneOrFail(PlatformState, { name }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true })
}
