import type { EntityManager } from '@mikro-orm/sql'
import { FIRST_NUMBER } from '../../db/search-numbers.ts'
import { isEmbedded } from '../../db/keyset.ts'
import { readTimestamp } from '../../db/read-timestamp.ts'
import type { TenantScope } from '../context.ts'

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

export async function readState({
  em,
  organizationId,
}: {
  em: EntityManager
  organizationId: string
}): Promise<IndexState | undefined> {
  const rows: StateRow[] = await em.execute(STATE, [organizationId])
  return rows[0] && toState(rows[0])
}

/** The state of an index that has all tickets as they are now. Then what it counts is exact. */
export async function readCurrentState({ em, organizationId }: TenantScope): Promise<IndexState | undefined> {
  const rows: StateRow[] = await em.execute(
    `${STATE} and complete_to_at is null
     and not exists (select 1 from search_todo where organization_id = ?)`,
    [organizationId, organizationId],
  )
  return rows[0] && toState(rows[0])
}

/** Locks the index of an organization, before anything of it is read: without this, concurrent jobs lose postings. */
export async function lockState(em: EntityManager, organizationId: string): Promise<IndexState> {
  const rows: StateRow[] = await em.execute(isEmbedded(em) ? STATE : `${STATE} for update`, [organizationId])
  return rows[0] ? toState(rows[0]) : insertState(em, organizationId)
}

/**
 * The same for a job that serves all organizations: it does not wait, because the others would wait with it.
 *
 * @returns undefined where another process has the index
 */
export async function lockFreeState(
  em: EntityManager,
  organizationId: string,
): Promise<IndexState | undefined> {
  if (isEmbedded(em)) return lockState(em, organizationId)
  const rows: StateRow[] = await em.execute(`${STATE} for update skip locked`, [organizationId])
  if (rows[0]) return toState(rows[0])
  const isTaken = (await readState({ em, organizationId })) !== undefined
  return isTaken ? undefined : insertState(em, organizationId)
}

/** Begins the index of an organization. Of two who do, the second waits and then fails. */
async function insertState(em: EntityManager, organizationId: string): Promise<IndexState> {
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
