import type { EntityManager } from '@mikro-orm/sql'
import { readTimestamp } from '../../db/read-timestamp.ts'
import { type FailingCall, readFailingCall } from '../failing-call.ts'
import { emailKeysOf, reporterKeyOf } from '../reporter-key.ts'
import { WITHHELD } from '../withheld.ts'
import type { BatchSize } from './batch-size.ts'
import { filterTerm } from './filter-terms.ts'
import { rollUpTickets } from '../ticket-insight/roll-up-tickets.ts'
import { blockOf, BLOCK, type Bits, emptyBits, pack, setBit, unpack } from './packed-numbers.ts'
import {
  type IndexedTicket,
  type Place,
  readIndexed,
  readOutermost,
  readTickets,
  type TicketRow,
  writeIndexed,
} from './search-index.repository.ts'
import { type PostingOfBlock, readPostings, writePostings } from './postings.repository.ts'
import { readErasedKeys } from './erased-keys.repository.ts'
import type { IndexState } from './search-state.repository.ts'
import { splitWords } from './split-words.ts'
import { type ColumnChange, writeColumns } from './ticket-columns.repository.ts'
import type { TenantScope } from '../context.ts'

/** Terms of one statement. */
const CHUNK = 200

/** What changes in one block: each term with the places to set and to clear. */
type BlockChange = Map<string, { set: number[]; clear: number[] }>

/**
 * Brings tickets in the index up to date, those that were deleted, too. The caller has locked the state, and writes it
 * afterwards.
 *
 * @param terms how many changes of terms are enough, and `splitMs` how many milliseconds: the first ticket is always done
 * @returns the ids of those that are done
 */
export async function indexTickets(
  em: EntityManager,
  scope: TenantScope,
  state: IndexState,
  ids: readonly string[],
  { isOlder, terms: budget, splitMs }: { isOlder: boolean } & Pick<BatchSize, 'terms' | 'splitMs'>,
): Promise<string[]> {
  const { organizationId } = scope
  const rows = await readTickets(em, organizationId, ids)
  const indexed = await readIndexed(em, organizationId, ids)
  const erased = await findErasedKeys(em, scope, [...rows.values()])
  // While an index is built again, one that was never in it can be newer than those that have numbers.
  const newest = state.completeTo && !isOlder ? await readOutermost(em, organizationId, 'highest') : undefined
  const isLater = (row: TicketRow) => newest !== undefined && isAfter(row, newest)
  const changes = new Map<number, BlockChange>()
  const written = new Map<string, IndexedTicket>()
  const columnChanges: ColumnChange[] = []
  const done: string[] = []
  let changed = 0
  const until = performance.now() + splitMs
  for (const id of ids) {
    if (changed >= budget || (done.length > 0 && performance.now() > until)) break
    done.push(id)
    const row = rows.get(id)
    const before = indexed.get(id)
    // One that is older than what the index has so far is not left out: its turn comes.
    if (row && !isOlder && !before && isBefore(row, state) && !isLater(row)) continue
    const columns = row && columnsOf(scope, row, erased)
    const terms = columns ? termsOf(columns) : []
    const newNo = () => (isOlder ? --state.lowestNo : state.nextNo++)
    const searchNo = before?.searchNo ?? row?.search_no ?? newNo()
    changed += noteChanges(changes, searchNo, before?.terms ?? [], terms)
    if (!columns) continue
    written.set(id, { searchNo, terms })
    columnChanges.push({ before: row, after: { ...columns, search_no: searchNo } })
  }
  for (const [block, change] of changes) await writeBlock(em, organizationId, block, change)
  await writeColumns(em, organizationId, columnChanges)
  await writeIndexed(
    em,
    organizationId,
    done.filter((id) => indexed.has(id)),
    written,
  )
  await rollUpTickets(em, organizationId, done)
  return done
}

function isBefore(row: TicketRow, { completeTo }: IndexState): boolean {
  return completeTo !== undefined && row.id !== completeTo.id && !isAfter(row, completeTo)
}

function isAfter({ created_at, id }: TicketRow, place: Place): boolean {
  const later = readTimestamp(created_at).getTime() - place.at.getTime()
  return later > 0 || (later === 0 && id > place.id)
}

/** The row as its columns should be, and what its error says. */
function columnsOf(scope: TenantScope, row: TicketRow, erased: ReadonlySet<string>) {
  // What is left of the call stands in the columns only. What an erasure took away meanwhile may have been written again.
  if (row.erased_at !== null)
    return { ...row, error_name: null, error_message: null, reporter_key: null, has_call: false, message: '' }
  const call = readFailingCall(row.mcp_server_id, readJson(row.context))
  return {
    ...row,
    tool: call.tool,
    error_name: call.errorName,
    // Computed anew, it would put calls together that have nothing in common but what was withheld.
    error_fingerprint: isWithheld(call) ? row.error_fingerprint : call.errorFingerprint,
    error_message: call.errorMessage,
    has_call: call.hasCall,
    reporter_key: keyWhileErased(scope, row, erased) ?? keyOf(scope, row),
    message: call.message,
  }
}

/** Those of the keys of tickets by which somebody is being erased. They are read only where a key is about to change. */
async function findErasedKeys(
  em: EntityManager,
  scope: TenantScope,
  rows: readonly TicketRow[],
): Promise<ReadonlySet<string>> {
  const changing = rows.filter((row) => row.erased_at === null && row.reporter_key !== keyOf(scope, row))
  const keys = changing.flatMap((row) => keysOf(scope, row))
  return readErasedKeys(em, scope.organizationId, keys)
}

function keyWhileErased(scope: TenantScope, row: TicketRow, erased: ReadonlySet<string>): string | undefined {
  return erased.size === 0 ? undefined : keysOf(scope, row).find((key) => erased.has(key))
}

/**
 * The keys by which an erasure of the address of a ticket can be stored. An erasure from before a change of the app secret has
 * only the key of then, and misses a ticket that loses it.
 */
function keysOf(scope: TenantScope, row: TicketRow): string[] {
  if (row.mcp_server_user_id || row.email === null || keyOf(scope, row) === null) return []
  return [...(row.reporter_key === null ? [] : [row.reporter_key]), ...emailKeysOf(scope, row.email)]
}

function keyOf(scope: TenantScope, { mcp_server_user_id: userId, email }: TicketRow): string | null {
  return reporterKeyOf(scope, { userId, email })
}

function isWithheld({ tool, errorName, message }: FailingCall): boolean {
  return [tool, errorName, message].some((text) => text?.includes(WITHHELD))
}

/** MySQL itself reads JSON, the other databases return its text. */
function readJson(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return JSON.parse(value)
  } catch {
    return undefined
  }
}

function termsOf(row: ReturnType<typeof columnsOf>): string[] {
  const texts = [row.title, row.tool, row.error_name, row.email, row.user_name, row.user_email, row.message]
  const words = splitWords([...texts.filter((text) => text !== null), row.description])
  const filters = [
    filterTerm('status', row.status),
    filterTerm('server', row.mcp_server_id),
    filterTerm('category', row.category),
    filterTerm('call', row.has_call),
    filterTerm('contact', row.reporter_key !== null),
    ...(row.resolution === null ? [] : [filterTerm('resolution', row.resolution)]),
    ...(row.tool === null ? [] : [filterTerm('tool', row.tool)]),
    ...(row.error_name === null ? [] : [filterTerm('error', row.error_name)]),
    ...(row.error_fingerprint === null ? [] : [filterTerm('fingerprint', row.error_fingerprint)]),
    ...(row.reporter_key === null ? [] : [filterTerm('reporter', row.reporter_key)]),
  ]
  return [...words, ...filters]
}

/** @returns how many terms change */
function noteChanges(
  changes: Map<number, BlockChange>,
  searchNo: number,
  before: readonly string[],
  after: readonly string[],
): number {
  const had = new Set(before)
  const has = new Set(after)
  const added = after.filter((term) => !had.has(term))
  const removed = before.filter((term) => !has.has(term))
  const block = blockOf(searchNo)
  const change = changes.get(block) ?? (new Map() as BlockChange)
  changes.set(block, change)
  const placesOf = (term: string) => {
    const places = change.get(term) ?? { set: [], clear: [] }
    change.set(term, places)
    return places
  }
  for (const term of added) placesOf(term).set.push(searchNo % BLOCK)
  for (const term of removed) placesOf(term).clear.push(searchNo % BLOCK)
  return added.length + removed.length
}

async function writeBlock(
  em: EntityManager,
  organizationId: string,
  block: number,
  change: BlockChange,
): Promise<void> {
  const terms = [...change.keys()].toSorted()
  for (let start = 0; start < terms.length; start += CHUNK) {
    const chunk = terms.slice(start, start + CHUNK)
    const packed = await readPostings(em, organizationId, block, chunk)
    const postings = chunk.flatMap((term): PostingOfBlock[] => {
      const found = packed.get(term)
      const bits: Bits = found ? unpack(found) : emptyBits()
      const { set, clear } = change.get(term)!
      for (const place of clear) setBit(bits, place, false)
      for (const place of set) setBit(bits, place, true)
      const kept = pack(bits)
      return kept ? [{ term, ...kept }] : []
    })
    await writePostings(em, organizationId, block, { outdated: [...packed.keys()], postings })
  }
}
