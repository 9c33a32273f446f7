import { forkForTenant } from '../../db/tenant.ts'
import type { PlatformContext } from '../context.ts'
import { eachApart } from '../each-apart.ts'
import { continueErasure } from './continue-erasure.ts'
import { findUnfinishedErasures } from './erasure.repository.ts'

/** Milliseconds in which the person who began an erasure goes on with it themselves. */
const LEFT_ALONE_MS = 60_000
/** Milliseconds of one organization in a run. */
const WORK_MS = 10_000

/** Goes on with the erasures that somebody began and left, such as by closing the window. */
export async function finishErasures({ em, now }: Pick<PlatformContext, 'em' | 'now'>): Promise<void> {
  const before = new Date(now().getTime() - LEFT_ALONE_MS)
  await eachApart(findUnfinishedErasures(em, before), ({ organization_id: organizationId }) =>
    continueErasure({ em: forkForTenant(em, organizationId), organizationId, now }, undefined, WORK_MS),
  )
}
