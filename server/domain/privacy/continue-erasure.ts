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
 * @param keys of the erasures of one person; undefined for all of the organization
 * @param milliseconds after which it stops between two batches
 */
export async function continueErasure(
  scope: Scope,
  keys: readonly string[] | undefined,
  milliseconds: number,
): Promise<ErasureDto> {
  const until = performance.now() + milliseconds
  let tickets = 0
  for (const erasures of await findPeople(scope, keys)) {
    for (;;) {
      const batch = await eraseBatch(scope, erasures)
      tickets += batch.tickets
      if (batch.isDone) break
      if (performance.now() >= until) return { tickets, isDone: false }
    }
  }
  return { tickets, isDone: true }
}

/** The erasures of each person: a request writes all of its own with one time. */
async function findPeople({ em }: Scope, keys: readonly string[] | undefined): Promise<Erasure[][]> {
  if (keys) return [await em.find(Erasure, { reporterKey: { $in: [...keys] } }, { refresh: true })]
  const all = await em.find(Erasure, {}, { refresh: true })
  return [...Map.groupBy(all, ({ startedAt }) => startedAt.getTime()).values()]
}

/**
 * Erases some of the tickets of a person. The search index can move a ticket from one key of an address to another. The
 * transaction reads all keys as they are at one moment, so that none is done while a ticket is on its way to it.
 */
async function eraseBatch(
  { em, organizationId, now }: Scope,
  erasures: readonly Erasure[],
): Promise<ErasureDto> {
  return em.transactional(async (tx) => {
    const scope = { em: tx, organizationId }
    const ids: string[] = []
    for (const erasure of erasures) {
      ids.push(...(await findTicketsOf(scope, erasure, BATCH - ids.length)))
      if (ids.length === BATCH) break
    }
    if (ids.length === 0) {
      for (const erasure of erasures) await finish(tx, erasure)
      return { tickets: 0, isDone: true }
    }
    const tickets = await lockTickets(tx, { id: ids })
    // All of them can have been deleted meanwhile, and others be left.
    if (tickets.length === 0) return { tickets: 0, isDone: false }
    await eraseTickets(
      scope,
      tickets.map(({ id }) => id),
      now(),
    )
    const references = tickets.map(({ reference }) => reference)
    await publishChange(tx, organizationId, { type: 'tickets-changed', references })
    return { tickets: references.length, isDone: false }
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
