import type { ErasureDto } from '#shared/privacy.ts'
import type { EntityManager } from '@mikro-orm/sql'
import type { TenantScope } from '../context.ts'
import { OauthArtifact } from '../authorization/oauth-artifact.entity.ts'
import { McpServerSession } from '../end-user/mcp-server-session.entity.ts'
import { McpServerUser } from '../end-user/mcp-server-user.entity.ts'
import { publishChange } from '../change-event.repository.ts'
import { lockTickets } from '../support-ticket/lock-ticket.ts'
import { isIndexing } from '../ticket-search/is-indexing.ts'
import { Erasure } from './erasure.entity.ts'
import { eraseTickets, findTicketsOf } from './erasure.repository.ts'

/** Tickets that are locked at once. */
const BATCH = 50

type Scope = Pick<TenantScope, 'em' | 'organizationId' | 'now'>

/**
 * Goes on with erasures that have begun, a transaction for each batch of tickets.
 *
 * @param keys of the erasures; undefined for all of the organization
 * @param milliseconds after which it stops between two batches
 */
export async function continueErasure(
  scope: Scope,
  keys: readonly string[] | undefined,
  milliseconds: number,
): Promise<ErasureDto> {
  const until = performance.now() + milliseconds
  const where = keys === undefined ? {} : { reporterKey: { $in: [...keys] } }
  let tickets = 0
  for (const erasure of await scope.em.find(Erasure, where, { refresh: true })) {
    for (;;) {
      const erased = await eraseBatch(scope, erasure)
      tickets += erased
      if (erased === 0) break
      if (performance.now() >= until) return { tickets, isDone: false }
    }
  }
  return { tickets, isDone: true }
}

/** @returns how many tickets it erased; 0 when the erasure is done */
async function eraseBatch({ em, organizationId, now }: Scope, erasure: Erasure): Promise<number> {
  return em.transactional(async (tx) => {
    const scope = { em: tx, organizationId }
    const ids = await findTicketsOf(scope, erasure, BATCH)
    if (ids.length === 0) {
      await finish(tx, erasure)
      return 0
    }
    const tickets = await lockTickets(tx, { id: { $in: ids } })
    await eraseTickets(
      scope,
      tickets.map(({ id }) => id),
      now(),
    )
    const references = tickets.map(({ reference }) => reference)
    await publishChange(tx, organizationId, { type: 'tickets-changed', references })
    return references.length
  })
}

/**
 * Deletes the user with their sessions and grants. The histories keep the id, which names nobody any more. An address stays to do while
 * the search index does not have all tickets: those from before it have no key yet.
 */
async function finish(
  em: EntityManager,
  { organizationId, reporterKey, mcpServerUserId }: Erasure,
): Promise<void> {
  if (mcpServerUserId) {
    const sessions = await em.find(McpServerSession, { mcpServerUserId }, { fields: ['id'] })
    const grantId = { $in: sessions.map(({ id }) => id) }
    if (sessions.length > 0) await em.nativeDelete(OauthArtifact, { grantId })
    await em.nativeDelete(McpServerSession, { mcpServerUserId })
    await em.nativeDelete(McpServerUser, { id: mcpServerUserId })
  }
  if (!mcpServerUserId && (await isIndexing({ em, organizationId }))) return
  await em.nativeDelete(Erasure, { reporterKey })
}
