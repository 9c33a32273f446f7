/*
 * How long a page of the ticket list takes, over HTTP: of an organization with a million tickets and of one with a
 * thousand, far back, and filtered, also by a category that only the oldest tickets have. The tickets are written by the
 * raw driver.
 *
 *   npm run bench -- ticket-list
 */
import { randomBytes } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import type { TicketPageDto } from '#shared/support-ticket.ts'
import type { Platform } from '#testkit/platform/platform.ts'
import { Staff } from '#testkit/staff/staff.ts'
import { v7 as uuidv7 } from 'uuid'
import { median, quantile, verdict } from './measure.ts'
import { databases, startPlatform } from './platform.ts'
import { openRaw, type RawDatabase } from './raw-driver.ts'

const BIG = 1_000_000
const SMALL = 1_000
const PAGE = 1_000
const SAMPLES = 400
const BATCH = 1_000
const STATUSES = ['open', 'in_progress', 'closed']
/** The oldest tickets have it, and no others. */
const RARE = 'Rare'
const RARE_TICKETS = 200
const CATEGORIES = ['Bug Report', 'Feature Request', 'Documentation', 'Other']

for (const database of databases) {
  const platform = await startPlatform(database, 'ticket_list')
  const raw = await openRaw(platform.databaseUrl)
  const big = await seed(platform, raw, BIG)
  const small = await seed(platform, raw, SMALL)
  if (database.name === 'MySQL') await raw.query('analyze table support_ticket', [])
  await raw.close()
  const deep = await cursorAfter(big, PAGE)

  const lists = {
    small: () => small.listTickets(),
    big: () => big.listTickets(),
    deep: () => big.listTickets({}, deep),
    filtered: () => big.listTickets({ status: 'open', category: 'Other' }),
    'server, category': () => big.listTickets({ server: `with-${BIG}`, category: RARE }),
    'server, status, category': () =>
      big.listTickets({ server: `with-${BIG}`, status: 'open', category: RARE }),
  }
  const times: Record<keyof typeof lists, number[]> = {
    small: [],
    big: [],
    deep: [],
    filtered: [],
    'server, category': [],
    'server, status, category': [],
  }
  for (let round = -20; round < SAMPLES; round++) {
    for (const name of Object.keys(lists) as (keyof typeof lists)[]) {
      const start = performance.now()
      const { tickets } = await lists[name]()
      const took = performance.now() - start
      if (tickets.length !== 50) throw new Error(`${name}: ${tickets.length} tickets on a page`)
      if (round >= 0) times[name].push(took)
    }
  }

  for (const [name, samples] of Object.entries(times)) {
    process.stdout.write(
      `${database.name} ${name.padEnd(24)} p50 ${median(samples).toFixed(2)} ms, p95 ${quantile(samples, 0.95).toFixed(2)} ms\n`,
    )
  }
  const what = (text: string) => `${database.name}: ${text}`
  verdict(what('first page of 1,000,000 to 1,000, p95'), ratio(times.big, times.small, 0.95), '<=', 1.2)
  verdict(what('page 1,000 to page 1, p95'), ratio(times.deep, times.big, 0.95), '<=', 1.3)
  verdict(what('page 1,000 to page 1, median'), ratio(times.deep, times.big, 0.5), '<=', 1.3)
  for (const name of ['server, category', 'server, status, category'] as const)
    verdict(what(`rare, by ${name}, to page 1, p95`), ratio(times[name], times.big, 0.95), '<=', 1.5)
  await platform.end()
}

function ratio(samples: number[], baseline: number[], share: number): number {
  return quantile(samples, share) / quantile(baseline, share)
}

/** The cursor of what comes after that many pages. */
async function cursorAfter(staff: Staff, pages: number): Promise<string | undefined> {
  let page: TicketPageDto | undefined
  for (let read = 0; read < pages; read++) page = await staff.listTickets({}, page?.older)
  return page?.older
}

/** An organization with many tickets, a kilobyte each, a few seconds apart. */
async function seed(platform: Platform, raw: RawDatabase, count: number): Promise<Staff> {
  const staff = await Staff.signUp(platform.origin, { organizationName: `With ${count}` })
  const { slug } = await staff.addServer(`with-${count}`)
  const [server] = await raw.query('select id, organization_id from mcp_server where slug = ?', [slug])
  const context = JSON.stringify({
    correlation: 'incident-id',
    incident: { tool: 'search', result: 'x'.repeat(600) },
  })
  const insert = platform.databaseUrl.startsWith('sqlite:') ? 'insert or ignore' : 'insert ignore'
  const start = Date.now() - count * 3_000
  for (let offset = 0; offset < count; offset += BATCH) {
    const rows: unknown[][] = []
    for (let index = offset; index < offset + BATCH; index++) {
      const at = new Date(start + index * 3_000)
      const code = randomBytes(4).toString('hex').toUpperCase()
      rows.push([
        uuidv7({ msecs: at.getTime() }),
        server?.organization_id,
        server?.id,
        `TK-${code.slice(0, 4)}-${code.slice(4)}`,
        `Ticket number ${index} of a busy desk`,
        'It was not found, twice. '.repeat(8),
        index < RARE_TICKETS ? RARE : CATEGORIES[index % 4],
        STATUSES[index % 3],
        'sdk',
        context,
        at,
        at,
      ])
    }
    const places = rows.map((row) => `(${row.map(() => '?').join(', ')})`).join(', ')
    const statement = `${insert} into support_ticket (id, organization_id, mcp_server_id, reference, title, description,
      category, status, origin, context, created_at, updated_at) values ${places}`
    await raw.transaction([[statement, rows.flat()]])
    // SQLite's driver waits for nothing, so that the end of idle connections would go unnoticed.
    await turn()
  }
  return staff
}
