import type { ErasureDto } from '#shared/privacy.ts'
import type { EntityManager } from '@mikro-orm/sql'
import { repeatAfterDeadlock } from '../../db/lock-conflict.ts'
import { lockRowsOnly } from '../../db/lock-rows-only.ts'
import type { TenantScope } from '../context.ts'
import { OauthArtifact } from '../authorization/oauth-artifact.entity.ts'
import { McpServerSession } from '../end-user/mcp-server-session.entity.ts'
import { McpServerUser } from '../end-user/mcp-server-user.entity.ts'
import { publishChange } from '../publish-change.ts'
import { lockTickets, refuseBusy } from '../support-ticket/lock-ticket.ts'
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

/** Erases some of the tickets of a person, or ends the erasures when there are none. */
async function eraseBatch(scope: Scope, erasures: readonly Erasure[]): Promise<ErasureDto> {
  const { ids, areAllFound } = await findLeft(scope, erasures)
  const run = () =>
    lockRowsOnly(scope.em, async (em) => {
      if (ids.length > 0) return eraseFound(scope, em, ids)
      for (const erasure of erasures) await finish(em, erasure, areAllFound)
      return { tickets: 0, isDone: true }
    })
  return repeatAfterDeadlock(run).catch(refuseBusy)
}

/**
 * Finds some of the tickets that a person has. The search index can move a ticket from one key of an address to another, and gives
 * keys to tickets that have none yet. All is read as it is at one moment, so that nothing is done while a ticket is on its way to it.
 *
 * @returns whether every ticket of an address has a key, too
 */
function findLeft(
  { em, organizationId }: Scope,
  erasures: readonly Erasure[],
): Promise<{ ids: string[]; areAllFound: boolean }> {
  return em.transactional(async (em) => {
    const scope = { em, organizationId }
    const ids: string[] = []
    for (const erasure of erasures) {
      ids.push(...(await findTicketsOf(scope, erasure, BATCH - ids.length)))
      if (ids.length === BATCH) break
    }
    return { ids, areAllFound: !(await isIndexing(scope)) }
  })
}

async function eraseFound(
  { organizationId, now }: Scope,
  em: EntityManager,
  ids: readonly string[],
): Promise<ErasureDto> {
  const tickets = await lockTickets(em, ids)
  // All of them can have been deleted meanwhile, and others be left.
  if (tickets.length === 0) return { tickets: 0, isDone: false }
  await eraseTickets(
    { em, organizationId },
    tickets.map(({ id }) => id),
    now(),
  )
  const references = tickets.map(({ reference }) => reference)
  await publishChange(em, organizationId, { type: 'tickets-changed', references })
  return { tickets: references.length, isDone: false }
}

/**
 * Deletes the user with their sessions and grants. The histories keep the id, which names nobody any more. An address stays to do while
 * the search index does not have all tickets: those from before it have no key yet.
 */
async function finish(
  em: EntityManager,
  { reporterKey, mcpServerUserId }: Erasure,
  areAllFound: boolean,
): Promise<void> {
  if (mcpServerUserId) {
    const sessions = await em.find(McpServerSession, { mcpServerUserId }, { fields: ['id'] })
    const grantId = { $in: sessions.map(({ id }) => id) }
    if (sessions.length > 0) await em.nativeDelete(OauthArtifact, { grantId })
    await em.nativeDelete(McpServerSession, { mcpServerUserId })
    await em.nativeDelete(McpServerUser, { id: mcpServerUserId })
  } else if (!areAllFound) return
  await em.nativeDelete(Erasure, { reporterKey })
}
