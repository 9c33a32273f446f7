import type { ErasureDto } from '#shared/privacy.ts'
import { COUNT_CAP } from '#shared/support-ticket.ts'
import { UniqueConstraintViolationException } from '@mikro-orm/core'
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
import { publishChange } from '../publish-change.ts'

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
  try {
    await start(ctx, subject, { users, targets })
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) throw error
    // Another request has begun the same at this moment, and this one goes on with it.
    await start(ctx, subject, { users, targets })
  }
  const keys = targets.map(({ reporterKey }) => reporterKey)
  return continueErasure(ctx, keys, WORK_MS)
}

async function start(
  ctx: TenantContext,
  subject: ErasureSubject,
  { users, targets }: Awaited<ReturnType<typeof findErased>>,
): Promise<void> {
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
}

/**
 * Stores what is to do, unless an earlier request has. All keys of an address are stored as soon as there is anything of one,
 * because the search index gives tickets the key of the current secret, also while they are erased.
 */
async function begin(
  ctx: TenantContext,
  em: EntityManager,
  targets: readonly ErasureTarget[],
): Promise<{ isNew: boolean; tickets: number }> {
  const scope = { em, organizationId: ctx.organizationId }
  const stored = await em.find(Erasure, { reporterKey: { $in: targets.map((each) => each.reporterKey) } })
  const missing = targets.filter((each) =>
    stored.every(({ reporterKey }) => reporterKey !== each.reporterKey),
  )
  let tickets = 0
  for (const target of missing) tickets += await countTicketsOf(scope, target, COUNT_CAP)
  const isSome = tickets > 0 || stored.length > 0 || targets.some((each) => each.mcpServerUserId)
  if (missing.length === 0 || (!isSome && !(await isIndexing(scope)))) return { isNew: false, tickets: 0 }
  const startedAt = stored.find((each) => !each.mcpServerUserId)?.startedAt ?? ctx.now()
  for (const { reporterKey, mcpServerUserId = null } of missing) {
    em.create(Erasure, { organizationId: ctx.organizationId, reporterKey, mcpServerUserId, startedAt })
  }
  return { isNew: true, tickets }
}
