/*
 * What an export of 100,000 tickets takes of time and of the platform's memory, beside one of 1,000.
 *
 *   npm run bench -- export
 */
import { randomBytes } from 'node:crypto'
import { type IncomingMessage, request } from 'node:http'
import { once } from 'node:events'
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'
import type { Platform } from '#testkit/platform/platform.ts'
import { sendOverHttp } from '#testkit/http/send.ts'
import { freePort } from '#testkit/processes/free-port.ts'
import { Staff } from '#testkit/staff/staff.ts'
import { v7 as uuidv7 } from 'uuid'
import { verdict } from './measure.ts'
import { databaseKinds, startPlatform } from './platform.ts'
import { openRaw, type RawDatabase } from './raw-driver.ts'

const TICKETS = 100_000
const FEW = 1_000
const BATCH = 1_000
const MIB = 2 ** 20
/** Milliseconds between two collections, which stop the export for tens of milliseconds. */
const MEASURED_EACH_MS = 250

for (const database of databaseKinds) {
  const memoryPort = String(await freePort())
  const platform = await startPlatform(database, 'export', {
    MEMORY_PORT: memoryPort,
    NODE_OPTIONS: `--import=${new URL('report-memory.ts', import.meta.url)}`,
  })
  const raw = await openRaw(platform.databaseUrl)
  const few = await seed(platform, raw, FEW)
  const many = await seed(platform, raw, TICKETS)
  await raw.close()
  for (const format of ['csv', 'jsonl']) {
    const base = await download(platform, few, format, memoryPort)
    const all = await download(platform, many, format, memoryPort)
    const size = `${(all.bytes / MIB).toFixed(0)} MiB`
    const said = `${database.name} ${format}: ${TICKETS} tickets, ${size}, ${(all.took / 1_000).toFixed(1)} s`
    process.stdout.write(
      `${said}, heap at most ${all.heap.toFixed(1)} MiB, ${base.heap.toFixed(1)} for ${FEW}\n`,
    )
    verdict(`${database.name} ${format}: MiB of heap more than for ${FEW}`, all.heap - base.heap, '<=', 48)
  }
  await platform.end()
}

/** Reads a whole export, and meanwhile asks again and again how large the heap is after a collection. */
async function download(platform: Platform, staff: Staff, format: string, memoryPort: string) {
  const started = performance.now()
  const path = `/export/tickets?org=${staff.org}&format=${format}`
  const { host, port } = new URL(platform.origin)
  const call = request({ host: '127.0.0.1', port, path, headers: { host, cookie: staff.visitor.cookie! } })
  call.end()
  const [response] = (await once(call, 'response')) as [IncomingMessage]
  if (response.statusCode !== 200) throw new Error(`Status ${response.statusCode}`)
  let bytes = 0
  let heap = 0
  response.on('data', (part: Buffer) => (bytes += part.length))
  const ended = once(response, 'end')
  while (!response.readableEnded) {
    heap = Math.max(heap, await measure(memoryPort))
    await sleep(MEASURED_EACH_MS)
  }
  await ended
  return { bytes, heap, took: performance.now() - started }
}

async function measure(memoryPort: string): Promise<number> {
  const host = `127.0.0.1:${memoryPort}`
  const { body } = await sendOverHttp({ method: 'GET', host, path: '/', headers: { connection: 'close' } })
  return (JSON.parse(body) as NodeJS.MemoryUsage).heapUsed / MIB
}

async function seed(platform: Platform, raw: RawDatabase, count: number): Promise<Staff> {
  const staff = await Staff.signUp(platform.origin, { organizationName: `With ${count}` })
  const { slug } = await staff.addServer(`with-${count}`)
  const [server] = await raw.query('select id, organization_id from mcp_server where slug = ?', [slug])
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
        'It was not found, twice. '.repeat(40),
        'Other',
        'open',
        'sdk',
        `reporter-${index}@example.com`,
        at,
        at,
      ])
    }
    const places = rows.map((row) => `(${row.map(() => '?').join(', ')})`).join(', ')
    const statement = `${insert} into support_ticket (id, organization_id, mcp_server_id, reference, title, description,
      category, status, origin, email, created_at, updated_at) values ${places}`
    await raw.transaction([[statement, rows.flat()]])
    await turn()
  }
  return staff
}
