import type { EntityManager } from '@mikro-orm/sql'
import { deleteSql, isEmbedded, primaryHint } from '../../db/keyset.ts'
import { type Bits, unpack, unpackInto } from './packed-numbers.ts'
import type { TenantScope } from '../context.ts'

/** Bits by block. */
export type Blocks = Map<number, Bits>

/** The packed tickets of one term in one block. */
export interface Posting {
  term: string
  block: number
  docs: Uint8Array
}

/** How many tickets have a term. */
export interface TermTickets {
  term: string
  tickets: number
}

export interface TermSize {
  tickets: number
  low: number
  high: number
}

/** How many tickets have each term, and in which blocks. A term that is absent has none. */
export async function readSizes(
  { em, organizationId }: TenantScope,
  terms: readonly string[],
): Promise<Map<string, TermSize>> {
  const rows: { term: Uint8Array; tickets: number | string; low: number; high: number }[] = await em.execute(
    `select term, sum(tickets) as tickets, min(block) as low, max(block) as high from search_posting
     where organization_id = ? and term in (?) group by term`,
    [organizationId, terms.map((term) => Buffer.from(term))],
  )
  return new Map(
    rows.map(({ term, tickets, low, high }) => [
      Buffer.from(term).toString(),
      { tickets: Number(tickets), low, high },
    ]),
  )
}

/** The packed tickets of each of these terms in some blocks, both ends included, in one statement. */
export async function readEachTerm(
  { em, organizationId }: TenantScope,
  terms: readonly string[],
  { low, high }: { low: number; high: number },
): Promise<Posting[]> {
  const where = 'where organization_id = ? and term in (?) and block >= ? and block <= ?'
  const values = [organizationId, terms.map((term) => Buffer.from(term)), low, high]
  if (isEmbedded(em)) {
    const sql = `select ${OF_TERM} from search_posting ${where} group by term`
    const rows: TermRow[] = await em.execute(sql, ['', ...values])
    return rows.flatMap(splitRow)
  }
  const rows: Row[] = await em.execute(`select term, block, docs from search_posting ${where}`, values)
  return nameTerms(rows)
}

/**
 * All postings of the terms with a beginning, with how many tickets each has.
 *
 * @returns undefined where there are more than `limit`
 */
export async function readBeginning(
  { em, organizationId }: TenantScope,
  beginning: string,
  limit: number,
): Promise<(Posting & TermTickets)[] | undefined> {
  const some = `from search_posting where organization_id = ? and term >= ? and term < ? order by term, block limit ?`
  const from = Buffer.from(beginning)
  const values = [organizationId, from, Buffer.concat([from, END]), limit + 1]
  if (!isEmbedded(em)) {
    const rows: (Row & { tickets: number })[] = await em.execute(
      `select term, block, tickets, docs ${some}`,
      values,
    )
    return rows.length > limit ? undefined : nameTerms(rows)
  }
  const rows: (TermRow & { tickets: string })[] = await em.execute(
    `select ${OF_TERM}, group_concat(tickets) as tickets from (select term, block, tickets, docs ${some}) group by term`,
    ['', ...values],
  )
  const postings = rows.flatMap((row) => {
    const tickets = row.tickets.split(',')
    return splitRow(row).map((posting, index) => ({ ...posting, tickets: Number(tickets[index]) }))
  })
  return postings.length > limit ? undefined : postings
}

/** As MySQL's driver gives it. */
interface Row {
  term: Uint8Array
  block: number
  docs: Uint8Array
}

/** Those of one term come one after the other, and its name is made once. */
function nameTerms<Named extends Row>(rows: readonly Named[]): (Omit<Named, 'term'> & { term: string })[] {
  let last = Buffer.alloc(0)
  let name = ''
  return rows.map((row) => {
    if (last.compare(row.term) !== 0) {
      last = Buffer.from(row.term)
      name = last.toString()
    }
    return { ...row, term: name }
  })
}

/** All rows of one term, as SQLite puts them together: its driver is slow in making bytes, and there are thousands of rows. */
interface TermRow {
  term: string
  /** Numbers with commas between them. */
  blocks: string
  lengths: string
  docs: Uint8Array
}

const OF_TERM = `cast(term as text) as term, group_concat(block) as blocks, group_concat(length(docs)) as lengths,
  cast(group_concat(docs, ?) as blob) as docs`

function splitRow({ term, blocks, lengths, docs }: TermRow): Posting[] {
  const lengthOf = lengths.split(',')
  let offset = 0
  return blocks.split(',').map((block, index) => {
    const start = offset
    offset += Number(lengthOf[index])
    return { term, block: Number(block), docs: docs.subarray(start, offset) }
  })
}

/**
 * All terms with a beginning. MySQL reads the rows of a term sooner than it answers another statement, and SQLite does not.
 *
 * @returns undefined where there are more than `limit`, or where SQLite is so slow that the rows are read sooner
 */
export async function readTerms(
  { em, organizationId }: TenantScope,
  beginning: string,
  limit: number,
): Promise<string[] | undefined> {
  const terms: Buffer[] = []
  const from = Buffer.from(beginning)
  const end = Buffer.concat([from, END])
  if (!isEmbedded(em)) {
    const rows: { term: Uint8Array }[] = await em.execute(
      `select term from search_posting where organization_id = ? and term >= ? and term < ?
       group by term order by term limit ?`,
      [organizationId, from, end, limit + 1],
    )
    return rows.length > limit ? undefined : rows.map(({ term }) => Buffer.from(term).toString())
  }
  const until = performance.now() + NAMING_MS
  while (performance.now() < until) {
    const last = terms.at(-1)
    const [row]: { term: Uint8Array }[] = await em.execute(
      `select term from search_posting where organization_id = ? and term ${last ? '>' : '>='} ? and term < ?
       order by term limit 1`,
      [organizationId, last ?? from, end],
    )
    if (!row) return terms.map(String)
    if (terms.length === limit) return undefined
    terms.push(Buffer.from(row.term))
  }
  return undefined
}

/** The tickets that have a term with this beginning, unless it is the beginning of too many. */
export async function readPrefix(
  { em, organizationId }: TenantScope,
  prefix: string,
  limit: number,
): Promise<Blocks | undefined> {
  const from = Buffer.from(prefix)
  const rows: { block: number; docs: Uint8Array }[] = await em.execute(
    'select block, docs from search_posting where organization_id = ? and term >= ? and term < ? limit ?',
    [organizationId, from, Buffer.concat([from, END]), limit + 1],
  )
  return rows.length > limit ? undefined : joinBlocks(rows)
}

/**
 * The terms with a beginning that most tickets have.
 *
 * @returns with `isCut` where not all such terms were looked at, because there are too many rows: then those first by name
 */
export async function readTopTerms(
  { em, organizationId }: TenantScope,
  beginning: string,
  limit: number,
): Promise<{ top: TermTickets[]; isCut: boolean }> {
  const from = Buffer.from(beginning)
  const end = Buffer.concat([from, END])
  const some = 'from search_posting where organization_id = ? and term >= ? and term < ?'
  const [beyond]: { term: Uint8Array }[] = await em.execute(
    `select term ${some} order by term, block limit 1 offset ?`,
    [organizationId, from, end, SUMMED],
  )
  const rows: { term: Uint8Array; total: number | string }[] = await em.execute(
    `select term, sum(tickets) as total ${some} group by term order by total desc, term limit ?`,
    [organizationId, from, beyond ? Buffer.from(beyond.term) : end, limit],
  )
  const top = rows.map(({ term, total }) => ({ term: Buffer.from(term).toString(), tickets: Number(total) }))
  return { top, isCut: beyond !== undefined }
}

/** No byte of a text in UTF-8 is as high. */
const END = Buffer.from([0xff])
/** Milliseconds in which terms with a beginning are looked for one after the other, on SQLite. */
const NAMING_MS = 250
/** Rows of one sum. */
const SUMMED = 20_000

/** The tickets that are in any of the rows. */
export function joinBlocks(rows: readonly Pick<Posting, 'block' | 'docs'>[]): Blocks {
  const blocks: Blocks = new Map()
  for (const { block, docs } of rows) {
    const known = blocks.get(block)
    blocks.set(block, known ? unpackInto(known, docs) : unpack(docs))
  }
  return blocks
}

/** The packed tickets of one term in a block that is known, and how many they are. */
export interface PostingOfBlock extends TermTickets {
  docs: Uint8Array
}

/** The packed tickets of terms in one block, by term. One that is absent has none there. */
export async function readPostings(
  em: EntityManager,
  organizationId: string,
  block: number,
  terms: readonly string[],
): Promise<Map<string, Uint8Array>> {
  const rows: { term: Uint8Array; docs: Uint8Array }[] = await em.execute(
    `select term, docs from search_posting ${primaryHint(em)} where organization_id = ? and block = ? and term in (?)`,
    [organizationId, block, terms.map((term) => Buffer.from(term))],
  )
  return new Map(rows.map(({ term, docs }) => [Buffer.from(term).toString(), docs]))
}

/** Replaces postings of one block: those of outdated terms go. */
export async function writePostings(
  em: EntityManager,
  organizationId: string,
  block: number,
  { outdated, postings }: { outdated: readonly string[]; postings: readonly PostingOfBlock[] },
): Promise<void> {
  if (outdated.length > 0)
    await em.execute(
      `${deleteSql('search_posting')} where organization_id = ? and block = ? and term in (?)`,
      [organizationId, block, outdated.map((term) => Buffer.from(term))],
    )
  if (postings.length === 0) return
  const values = postings.map(({ term, tickets, docs }) => [
    organizationId,
    Buffer.from(term),
    block,
    tickets,
    docs,
  ])
  await em.execute(
    `insert into search_posting (organization_id, term, block, tickets, docs) values ${values.map(() => '(?)').join(', ')}`,
    values,
  )
}
