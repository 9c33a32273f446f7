import { median } from '../measure.ts'
import type { RawDatabase } from '../raw-driver.ts'
import { WORDS } from './tickets.ts'

/** How each database searches words by itself: its index, and the newest tickets with a word. */
const ENGINES = {
  MySQL: {
    name: 'FULLTEXT',
    // A table of its own, so that the index is not in the way of the platform.
    make: [
      'create table bench_words as select id, organization_id, created_at, title, description from support_ticket',
      'alter table bench_words add primary key (id), add fulltext key words (title, description)',
    ],
    search: `select id, title from bench_words where organization_id = ? and match (title, description) against (? in boolean mode)
      order by created_at desc, id desc limit 51`,
    word: `+${WORDS[0]}`,
  },
  SQLite: {
    name: 'FTS5',
    make: [
      `create virtual table bench_words using fts5 (title, description, content='support_ticket')`,
      `insert into bench_words (bench_words) values ('rebuild')`,
    ],
    // Tickets are written from the oldest to the newest, so that it needs no sorting.
    search: `select t.id, t.title from bench_words w join support_ticket t on t.rowid = w.rowid
      where t.organization_id = ? and bench_words match ? order by w.rowid desc limit 51`,
    word: WORDS[0],
  },
}
const SEARCHES = 5

/** Builds the database's own index of the words of all tickets. */
export async function buildOtherEngine(raw: RawDatabase, database: keyof typeof ENGINES): Promise<void> {
  for (const statement of ENGINES[database].make) await raw.query(statement, [])
}

/** @returns the name of the other engine, and milliseconds of its search for the word that most tickets have, p50 */
export async function searchOtherEngine(
  raw: RawDatabase,
  database: keyof typeof ENGINES,
  organization: string,
): Promise<{ name: string; ms: number }> {
  const { name, search, word } = ENGINES[database]
  const [found] = await raw.query('select id from organization where slug = ?', [organization])
  const samples: number[] = []
  for (let round = -1; round < SEARCHES; round++) {
    const start = performance.now()
    await raw.query(search, [found?.id, word])
    if (round >= 0) samples.push(performance.now() - start)
  }
  return { name, ms: median(samples) }
}
