/*
 * How long staff wait for what finds tickets, over HTTP: lists, counts, facets and searches of an organization with many
 * tickets. A search for a common word is compared with FULLTEXT of MySQL and with FTS5 of SQLite in the same run.
 *
 *   npm run bench -- desk
 *   DESK_TICKETS=1000000 DESK_SAMPLES=200 DESK_DATABASE=SQLite npm run bench -- desk
 */
import { randomBytes } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import { loadavg } from 'node:os'
import type { TicketPageDto } from '#shared/support-ticket.ts'
import type { Platform } from '#testkit/platform/platform.ts'
import { run } from '#testkit/processes/program.ts'
import { Staff } from '#testkit/staff/staff.ts'
import { v7 as uuidv7 } from 'uuid'
import { median, quantile, verdict } from './measure.ts'
import { databases, startPlatform } from './platform.ts'
import { openRaw, type RawDatabase } from './raw-driver.ts'

const TICKETS = Number(process.env.DESK_TICKETS ?? 20_000)
const SAMPLES = Number(process.env.DESK_SAMPLES ?? 60)
const BATCH = 1_000
const BUILD_TIMEOUT_MS = 4 * 3_600_000
/** Milliseconds between two tickets: a million is a year. */
const STEP = 31_536
const STATUSES = [
  'closed',
  'closed',
  'closed',
  'closed',
  'closed',
  'closed',
  'closed',
  'open',
  'in_progress',
  'closed',
]
const CATEGORIES = ['Bug Report', 'Feature Request', 'Documentation', 'Other']
const TOOLS = Array.from(
  { length: 60 },
  (_, index) => `tool_${index}_${['search', 'get', 'list', 'write'][index % 4]}`,
)
const ERRORS = ['UpstreamError', 'TypeError', 'TimeoutError', 'NotFound', 'Forbidden']
const WORDS = Array.from({ length: 50_000 }, (_, index) => wordOf(index))

/** How each database searches words by itself: its index, and the newest tickets with a word. */
const FULLTEXT = {
  MySQL: {
    name: 'FULLTEXT',
    make: ['alter table support_ticket add fulltext key bench_words (title, description)'],
    search: `select id, title from support_ticket where organization_id = ? and match (title, description) against (? in boolean mode)
      order by created_at desc, id desc limit 51`,
    word: `+${WORDS[0]}`,
  },
  SQLite: {
    name: 'FTS5',
    make: [
      `create virtual table bench_words using fts5 (title, description, content='support_ticket')`,
      `insert into bench_words (bench_words) values ('rebuild')`,
    ],
    search: `select t.id, t.title from bench_words w join support_ticket t on t.rowid = w.rowid
      where t.organization_id = ? and bench_words match ? order by t.created_at desc, t.id desc limit 51`,
    word: WORDS[0],
  },
}

for (const database of databases) {
  if (database.name !== (process.env.DESK_DATABASE ?? database.name)) continue
  const platform = await startPlatform(database, 'desk')
  const raw = await openRaw(platform.databaseUrl)
  const staff = await Staff.signUp(platform.origin, { organizationName: 'Desk' })
  await staff.addServer('desk')
  const begun = performance.now()
  await seed(platform, raw)
  const seeded = performance.now()
  const { code, output } = await run(
    'server/cli/search.ts',
    { args: ['rebuild'], env: platform.settings },
    BUILD_TIMEOUT_MS,
  )
  if (code !== 0) throw new Error(output)
  const built = (performance.now() - seeded) / 1_000
  const say = (text: string) => process.stdout.write(`${database.name}: ${text}\n`)
  say(`${TICKETS} tickets written in ${((seeded - begun) / 1_000).toFixed(0)} s`)
  say(`index built in ${built.toFixed(0)} s, ${((built * 1_000) / TICKETS).toFixed(2)} ms a ticket`)
  if (database.name === 'MySQL') await raw.query('analyze table support_ticket, search_posting', [])
  const [size] = await raw.query('select count(*) as postings from search_posting', [])
  say(`${Number(size?.postings)} postings, ${(Number(size?.postings) / TICKETS).toFixed(1)} a ticket`)

  const common = await measure(staff, (name, samples, found) =>
    say(
      `${name.padEnd(34)} p50 ${median(samples).toFixed(1).padStart(7)} ms, p95 ${quantile(samples, 0.95).toFixed(1).padStart(7)} ms  ${found}`,
    ),
  )
  say(
    `load average ${loadavg()
      .map((each) => each.toFixed(1))
      .join(' ')}`,
  )
  await compareWithFulltext(raw, database.name, common)
  await raw.close()
  await platform.end()
}

/** @returns the median of a search for a common word */
async function measure(
  staff: Staff,
  report: (name: string, samples: number[], found: string) => void,
): Promise<number> {
  const list = (filters: object, order?: string) => ask(staff, 'list', { filters, ...(order && { order }) })
  const recent = new Date(Date.now() - TICKETS * STEP * 0.1).toISOString()
  const search =
    (query: string, more: object = {}) =>
    () =>
      list({ query, ...more })
  const [ticket] = (await list({ tool: TOOLS[1] })).tickets
  const calls: Record<string, () => Promise<Partial<TicketPageDto>>> = {
    'any answer (the organization)': () => staff.visitor.query('organization.get', { org: staff.org }),
    'list all': () => list({}),
    'list unresolved': () => list({ status: ['open', 'in_progress'] }),
    'list unresolved, server, oldest': () =>
      list({ status: ['open', 'in_progress'], server: 'desk' }, 'oldest'),
    'list tool': () => list({ tool: TOOLS[1] }),
    'list error': () => list({ error: ERRORS[1] }),
    'list same failure': () => list({ fingerprint: ticket?.fingerprint }),
    'list e-mail': () => list({ email: 'user7@example.com' }),
    'list without contact': () => list({ hasContact: false }),
    'list resolution': () => list({ resolution: 'by-design' }),
    'list tool, open, category': () => list({ tool: TOOLS[1], status: 'open', category: 'Other' }),
    'list tool, last tenth': () => list({ tool: TOOLS[1], since: recent }),
    'list without call, rare category': () => list({ hasCall: false, category: 'None' }),
    'count all': () => ask(staff, 'countByStatus', { filters: {} }),
    'count tool, category': () =>
      ask(staff, 'countByStatus', { filters: { tool: TOOLS[1], category: 'Other' } }),
    'count common word': () => ask(staff, 'countByStatus', { filters: { query: WORDS[0] } }),
    'tools of all': () => ask(staff, 'facet', { facet: 'tool', filters: {} }),
    'tools of open': () => ask(staff, 'facet', { facet: 'tool', filters: { status: 'open' } }),
    'tools of a common word': () =>
      ask(staff, 'facet', { facet: 'tool', filters: { query: `${WORDS[0]} x` } }),
    'errors of a tool': () => ask(staff, 'facet', { facet: 'error', filters: { tool: TOOLS[1] } }),
    'search common': search(`${WORDS[0]} ${WORDS[0]}`),
    'search rare': search(`${WORDS[20_000]} ${WORDS[20_000]}`),
    'search absent': search('absent absent'),
    'search two common': search(`${WORDS[1]} ${WORDS[2]}`),
    'search three common': search(`${WORDS[1]} ${WORDS[2]} ${WORDS[3]}`),
    'search common and rare': search(`${WORDS[0]} ${WORDS[20_000]}`),
    'search never together': search('evenly oddly'),
    'search beginning, four letters': search(WORDS[9]!.slice(0, 4)),
    'search beginning, one letter': search('b'),
    'search, status, server, category': search(WORDS[1]!, {
      status: 'open',
      server: 'desk',
      category: 'Other',
    }),
    'search, last tenth': search(WORDS[1]!, { since: recent }),
    'search tool and e-mail': search(`${TOOLS[1]} user7@example.com`),
  }
  let common = Number.NaN
  for (const [name, call] of Object.entries(calls)) {
    const samples: number[] = []
    let last: Partial<TicketPageDto> = {}
    for (let round = -5; round < SAMPLES; round++) {
      const start = performance.now()
      last = await call()
      if (round >= 0) samples.push(performance.now() - start)
    }
    const notes = [
      last.tickets ? `${last.tickets.length} rows` : '',
      last.searchedTo ? 'partial' : '',
      last.prefixTooShort ? 'cut' : '',
    ]
    report(name, samples, notes.join(' '))
    if (name === 'search common') common = median(samples)
  }
  return common
}

function ask(staff: Staff, procedure: string, input: object): Promise<TicketPageDto> {
  return staff.visitor.query(`supportTicket.${procedure}`, { org: staff.org, ...input })
}

/** @param common milliseconds of our own search */
async function compareWithFulltext(
  raw: RawDatabase,
  database: keyof typeof FULLTEXT,
  common: number,
): Promise<void> {
  const { name, make, search, word } = FULLTEXT[database]
  for (const statement of make) await raw.query(statement, [])
  const [{ id } = {}] = await raw.query(`select id from organization where name = 'Desk'`, [])
  const samples: number[] = []
  for (let round = -1; round < 5; round++) {
    const start = performance.now()
    await raw.query(search, [id, word])
    if (round >= 0) samples.push(performance.now() - start)
  }
  process.stdout.write(`${database}: ${name} common word p50 ${median(samples).toFixed(1)} ms\n`)
  verdict(`${database}: search of a common word in ${TICKETS} tickets, p50 ms`, common, '<=', 25)
  if (database === 'MySQL')
    verdict('MySQL: FULLTEXT to the search of a common word', median(samples) / common, '>=', 10)
}

/** Made-up words that can be pronounced; no two are the same. */
function wordOf(index: number): string {
  const consonants = 'bdfgklmnprstvz'
  const vowels = 'aeiou'
  let word = ''
  for (let rest = index + 1_000; rest > 0; rest = Math.floor(rest / 70))
    word += consonants[rest % 14]! + vowels[Math.floor(rest / 14) % 5]!
  return word
}

/** A word by chance: as in languages, the n-th is n times rarer than the first. */
function anyWord(): string {
  return WORDS[Math.floor(WORDS.length ** Math.random()) - 1]!
}

function text(words: number): string {
  return Array.from({ length: words }, anyWord).join(' ')
}

async function seed(platform: Platform, raw: RawDatabase): Promise<void> {
  const [server] = await raw.query('select id, organization_id from mcp_server where slug = ?', ['desk'])
  const start = Date.now() - TICKETS * STEP
  for (let offset = 0; offset < TICKETS; offset += BATCH) {
    const rows: unknown[][] = []
    for (let index = offset; index < Math.min(offset + BATCH, TICKETS); index++) {
      const at = new Date(start + index * STEP)
      const code = randomBytes(5).toString('hex').toUpperCase().slice(0, 8)
      const status = STATUSES[index % STATUSES.length]!
      const error = { name: ERRORS[index % ERRORS.length], message: `no answer after ${index} ms` }
      const incident = {
        tool: TOOLS[Math.floor(TOOLS.length * Math.random() ** 2)],
        outcome: 'tool-error',
        error,
      }
      rows.push([
        uuidv7({ msecs: at.getTime() }),
        server?.organization_id,
        server?.id,
        `TK-${code.slice(0, 4)}-${code.slice(4)}`,
        `${text(5)} ${index % 2 === 0 ? 'evenly' : 'oddly'}`,
        text(14),
        CATEGORIES[index % CATEGORIES.length],
        status,
        status === 'closed' ? ['fixed', 'by-design', null][index % 3] : null,
        'sdk',
        index % 3 === 0 ? null : `user${Math.floor(Math.random() * TICKETS * 0.2)}@example.com`,
        JSON.stringify({ correlation: 'incident-id', incident }),
        at,
        at,
      ])
    }
    const places = rows.map((row) => `(${row.map(() => '?').join(', ')})`).join(', ')
    const insert = platform.databaseUrl.startsWith('sqlite:') ? 'insert or ignore' : 'insert ignore'
    const statement = `${insert} into support_ticket (id, organization_id, mcp_server_id, reference, title, description,
      category, status, resolution, origin, email, context, created_at, updated_at) values ${places}`
    await raw.transaction([[statement, rows.flat()]])
    await turn()
  }
}
