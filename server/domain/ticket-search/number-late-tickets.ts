import type { EntityManager } from '@mikro-orm/sql'
import { readUnnumberedIds, writeNumbers } from './late-tickets.repository.ts'
import { type OlderTicket, readOlderTickets, readOutermost } from './search-index.repository.ts'
import type { IndexState } from './search-state.repository.ts'

/**
 * Gives the next numbers to tickets without one that are newer than some that have theirs: they were committed while the index
 * was built, or a process of the release before wrote them and did not queue them. The index is built from the newest ticket to
 * the oldest, a batch at a time, so that they have their numbers before, the oldest first. The caller has locked the state, and
 * writes it afterwards.
 *
 * @param batch the next tickets of the index, the newest first
 * @returns whether there were any; more can be left
 */
export async function numberLateTickets(
  em: EntityManager,
  organizationId: string,
  state: IndexState,
  batch: readonly OlderTicket[],
): Promise<boolean> {
  const newest = batch.find(({ searchNo }) => searchNo === null)
  if (!state.completeTo || !newest) return false
  const lowest = await readOutermost(em, organizationId, 'lowest')
  if (!lowest || newest.at < lowest.at) return false
  // While tickets are indexed for the first time, most have no number, and few are newer than one that has.
  const [older] = await readOlderTickets(em, organizationId, lowest, 1)
  const index = older?.searchNo === null ? 'support_ticket_list' : 'support_ticket_search_unique'
  const late = await readUnnumberedIds(em, organizationId, [lowest, state.completeTo], index)
  await writeNumbers(em, organizationId, late, state.nextNo)
  state.nextNo += late.length
  return late.length > 0
}
