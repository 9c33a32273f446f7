import type { EntityManager } from '@mikro-orm/sql'
import { FIRST_NUMBER } from '../../db/search-numbers.ts'
import { isEmbedded } from '../../db/keyset.ts'
import { readTimestamp } from '../../db/read-timestamp.ts'

/** An organization's index. */
export interface IndexState {
  nextNo: number
  lowestNo: number
  /** The index has all tickets from this one on; absent: it has all. */
  completeTo?: { at: Date; id: string }
  isClearing: boolean
}

interface StateRow {
  next_no: number
  lowest_no: number
  complete_to_at: string | number | null
  complete_to_id: string | null
  is_clearing: boolean | number
}

const STATE =
  'select next_no, lowest_no, complete_to_at, complete_to_id, is_clearing from search_state where organization_id = ?'

interface Tenant {
  em: EntityManager
  organizationId: string
}

export async function readState({ em, organizationId }: Tenant): Promise<IndexState | undefined> {
  const rows: StateRow[] = await em.execute(STATE, [organizationId])
  return rows[0] && toState(rows[0])
}

/** A ticket that waits for the job. */
export interface Waiting {
  ticketId: string
  /** null: it is not in the index. */
  searchNo: number | null
}

/** The index with the oldest changes that it does not have, as both are at one moment: the job changes them together. */
export async function readStateAndQueue(
  { em, organizationId }: Tenant,
  limit: number,
): Promise<{ state: IndexState; queue: Waiting[] } | undefined> {
  const rows: (StateRow & { ticket_id: string | null; search_no: number | null })[] = await em.execute(
    `select s.next_no, s.lowest_no, s.complete_to_at, s.complete_to_id, s.is_clearing, q.ticket_id, t.search_no
     from search_state s
     left join search_todo q on q.organization_id = s.organization_id
     left join search_ticket t on t.organization_id = q.organization_id and t.ticket_id = q.ticket_id
     where s.organization_id = ? order by q.id limit ?`,
    [organizationId, limit],
  )
  if (!rows[0]) return undefined
  const queue = rows.flatMap(({ ticket_id: ticketId, search_no: searchNo }) =>
    ticketId === null ? [] : { ticketId, searchNo },
  )
  return { state: toState(rows[0]), queue }
}

/** Locks the index of an organization, before anything of it is read: without this, concurrent jobs lose postings. */
export async function lockState(em: EntityManager, organizationId: string): Promise<IndexState> {
  const rows: StateRow[] = await em.execute(isEmbedded(em) ? STATE : `${STATE} for update`, [organizationId])
  if (rows[0]) return toState(rows[0])
  await em.execute(
    'insert into search_state (organization_id, next_no, lowest_no, is_clearing) values (?, ?, ?, ?)',
    [organizationId, FIRST_NUMBER, FIRST_NUMBER, false],
  )
  return { nextNo: FIRST_NUMBER, lowestNo: FIRST_NUMBER, isClearing: false }
}

export async function writeState(
  em: EntityManager,
  organizationId: string,
  state: IndexState,
): Promise<void> {
  const { nextNo, lowestNo, completeTo, isClearing } = state
  await em.execute(
    `update search_state set next_no = ?, lowest_no = ?, complete_to_at = ?, complete_to_id = ?, is_clearing = ?
     where organization_id = ?`,
    [nextNo, lowestNo, completeTo?.at ?? null, completeTo?.id ?? null, isClearing, organizationId],
  )
}

function toState(row: StateRow): IndexState {
  const { complete_to_at: at, complete_to_id: id } = row
  return {
    nextNo: row.next_no,
    lowestNo: row.lowest_no,
    ...(at !== null && { completeTo: { at: readTimestamp(at), id: id ?? '' } }),
    isClearing: Boolean(row.is_clearing),
  }
}
