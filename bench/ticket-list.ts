import { randomBytes } from 'node:crypto'
import type { TicketPageDto } from '#shared/support-ticket.ts'
import { readTimestamp } from '#server/db/read-timestamp.ts'
import { encodeCursor } from '#server/domain/keyset-page.ts'
import { createServer, signUpStaff, type Staff } from '#server/test/factories.ts'
import { startTestApp, type TestApp } from '#server/test/harness.ts'
import { v7 as uuidv7 } from 'uuid'
import { databaseName, emptyDatabases } from './databases.ts'
import { median, quantile, verdict } from './measure.ts'

const BIG = 1_000_000
const SMALL = 1_000
const PAGE = 1_000
const SAMPLES = 400
const BATCH = 1_000
const STATUSES = ['open', 'in_progress', 'closed']
const CATEGORIES = ['Bug Report', 'Feature Request', 'Documentation', 'Other']

for (const url of await emptyDatabases('ticket-list')) {
  const test = await startTestApp(url)
  const big = await seed(test, BIG)
  const small = await seed(test, SMALL)
  if (!url.startsWith('sqlite:')) await test.orm.em.execute('analyze table support_ticket')
  const deep = await cursorOfPage(test, big, PAGE)

  const lists = {
    small: () => list(small),
    big: () => list(big),
    deep: () => list(big, deep),
    filtered: () => list(big, undefined, { status: 'open', category: 'Other' }),
  }
  const times: Record<keyof typeof lists, number[]> = { small: [], big: [], deep: [], filtered: [] }
  for (let round = -20; round < SAMPLES; round++) {
    for (const name of Object.keys(lists) as (keyof typeof lists)[]) {
      const start = performance.now()
      const { tickets } = await lists[name]()
      const took = performance.now() - start
      if (tickets.length !== 50) throw new Error(`${name}: ${tickets.length} tickets on a page`)
      if (round >= 0) times[name].push(took)
    }
  }

  const database = databaseName(url)
  for (const [name, samples] of Object.entries(times)) {
    process.stdout.write(
      `${database} ${name.padEnd(8)} p50 ${median(samples).toFixed(2)} ms, p95 ${quantile(samples, 0.95).toFixed(2)} ms\n`,
    )
  }
  verdict(
    `${database}: first page of 1,000,000 to 1,000, p95`,
    ratio(times.big, times.small, 0.95),
    '<=',
    1.5,
  )
  verdict(`${database}: page 1,000 to page 1, p95`, ratio(times.deep, times.big, 0.95), '<=', 1.3)
  verdict(`${database}: page 1,000 to page 1, median`, ratio(times.deep, times.big, 0.5), '<=', 1.3)
  await test.close()
}

function ratio(samples: number[], baseline: number[], share: number): number {
  return quantile(samples, share) / quantile(baseline, share)
}

function list({ visitor, org }: Staff, cursor?: string, filters = {}): Promise<TicketPageDto> {
  return visitor.query('supportTicket.list', { org, filters, ...(cursor && { cursor }) })
}

async function cursorOfPage({ orm }: TestApp, { org }: Staff, page: number): Promise<string> {
  const [row] = await orm.em.execute<{ id: string; created_at: string | number }[]>(
    `select id, created_at from support_ticket where organization_id = (select id from organization where slug = ?)
     order by created_at desc, id desc limit 1 offset ${page * 50 - 1}`,
    [org],
  )
  const createdAt = readTimestamp(row!.created_at)
  return encodeCursor({ towards: 'older', createdAt, id: row!.id })
}

/** An organization with many tickets, a kilobyte each, a few seconds apart. */
async function seed({ app, orm }: TestApp, count: number): Promise<Staff> {
  const staff = await signUpStaff(app, `With ${count}`)
  const { slug } = await createServer(staff)
  const [server] = await orm.em.execute<{ id: string; organization_id: string }[]>(
    'select id, organization_id from mcp_server where slug = ?',
    [slug],
  )
  const context = JSON.stringify({
    correlation: 'incident-id',
    incident: { tool: 'search', result: 'x'.repeat(600) },
  })
  const start = Date.now() - count * 3_000
  for (let offset = 0; offset < count; offset += BATCH) {
    const rows: unknown[][] = []
    for (let index = offset; index < offset + BATCH; index++) {
      const at = new Date(start + index * 3_000)
      const code = randomBytes(4).toString('hex').toUpperCase()
      rows.push([
        uuidv7({ msecs: at.getTime() }),
        server!.organization_id,
        server!.id,
        `TK-${code.slice(0, 4)}-${code.slice(4)}`,
        `Ticket number ${index} of a busy desk`,
        'It was not found, twice. '.repeat(8),
        CATEGORIES[index % 4],
        STATUSES[index % 3],
        'sdk',
        context,
        at,
        at,
      ])
    }
    const places = rows.map((row) => `(${row.map(() => '?').join(', ')})`).join(', ')
    const ignore =
      orm.em.getPlatform().constructor.name === 'SqlitePlatform' ? 'insert or ignore' : 'insert ignore'
    await orm.em.execute(
      `${ignore} into support_ticket (id, organization_id, mcp_server_id, reference, title, description, category,
        status, origin, context, created_at, updated_at) values ${places}`,
      rows.flat(),
    )
  }
  return staff
}
