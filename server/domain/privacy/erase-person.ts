import type { ErasureDto } from '#shared/privacy.ts'
import { COUNT_CAP } from '#shared/support-ticket.ts'
import type { EntityManager } from '@mikro-orm/sql'
import { newId } from '../../db/column-types.ts'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import type { TenantContext } from '../context.ts'
import { shutOut } from '../end-user/shut-out.ts'
import { allow } from '../policy.ts'
import { isIndexing } from '../ticket-search/is-indexing.ts'
import { continueErasure } from './continue-erasure.ts'
import { Erasure } from './erasure.entity.ts'
import { countTicketsOf, type ErasureTarget } from './erasure.repository.ts'
import { type ErasureSubject, findErased } from './find-erased.ts'
import { publishChange } from '../change-event.repository.ts'

/** Milliseconds that one request works on tickets. */
const WORK_MS = 2_500

/**
 * Erases an end-user, or everybody in this organization with an e-mail address: sessions and grants end at once, then the
 * tickets lose their texts, their captured call and their reporter, in batches, and at the end the user is deleted. What it has
 * begun is stored, so that the same call goes on, and a job does if nobody calls. Other organizations are not touched.
 *
 * @throws DomainError `user-not-found`, `request-in-progress`
 */
export async function erasePerson(ctx: TenantContext, subject: ErasureSubject): Promise<ErasureDto> {
  allow(ctx, 'erase people')
  const { users, targets } = await findErased(ctx, subject)
  await ctx.em.transactional(async (em) => {
    // Nobody signs in, and no new ticket comes, while the old ones are erased.
    for (const user of users) await shutOut(em, user, ctx.now())
    if (users.length > 0) await publishChange(em, ctx.organizationId, { type: 'end-users-changed' })
    const begun = await begin(ctx, em, targets)
    if (!begun.isNew) return
    // Ids only: an address must not stay in the audit log.
    const by = subject.userId === undefined ? 'email' : 'user'
    const details = { by, users: users.length, tickets: begun.tickets }
    writeAuditEntry(em, ctx, { action: 'person-erased', subject: subject.userId ?? newId(), details })
  })
  const keys = targets.map(({ reporterKey }) => reporterKey)
  return continueErasure(ctx, keys, WORK_MS)
}

/** Stores what is to do, unless an earlier request has. */
async function begin(
  ctx: TenantContext,
  em: EntityManager,
  targets: readonly ErasureTarget[],
): Promise<{ isNew: boolean; tickets: number }> {
  const scope = { em, organizationId: ctx.organizationId }
  const begun = { isNew: false, tickets: 0 }
  for (const { reporterKey, mcpServerUserId = null } of targets) {
    if (await em.findOne(Erasure, { reporterKey })) continue
    const tickets = await countTicketsOf(scope, { reporterKey, mcpServerUserId }, COUNT_CAP)
    if (tickets === 0 && mcpServerUserId === null && !(await isIndexing(scope))) continue
    em.create(Erasure, {
      organizationId: ctx.organizationId,
      reporterKey,
      mcpServerUserId,
      startedAt: ctx.now(),
    })
    begun.isNew = true
    begun.tickets += tickets
  }
  return begun
}
