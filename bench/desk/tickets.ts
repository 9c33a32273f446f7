import { randomBytes } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import { v7 as uuidv7 } from 'uuid'
import type { RawDatabase } from '../raw-driver.ts'

const BATCH = 1_000
/** Milliseconds between two tickets: a million is a year. */
export const STEP = 31_536
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
export const TOOLS = Array.from(
  { length: 60 },
  (_, index) => `tool_${index}_${['search', 'get', 'list', 'write'][index % 4]}`,
)
export const ERRORS = ['UpstreamError', 'TypeError', 'TimeoutError', 'NotFound', 'Forbidden']
export const WORDS = Array.from({ length: 50_000 }, (_, index) => wordOf(index))

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

/** Writes tickets of a server by the raw driver, from the oldest to the newest. */
export async function writeTickets(
  raw: RawDatabase,
  { slug, tickets, isSqlite }: { slug: string; tickets: number; isSqlite: boolean },
): Promise<void> {
  const [server] = await raw.query('select id, organization_id from mcp_server where slug = ?', [slug])
  const start = Date.now() - tickets * STEP
  for (let offset = 0; offset < tickets; offset += BATCH) {
    const rows: unknown[][] = []
    for (let index = offset; index < Math.min(offset + BATCH, tickets); index++) {
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
        index % 3 === 0 ? null : `user${Math.floor(Math.random() * tickets * 0.2)}@example.com`,
        JSON.stringify({ correlation: 'incident-id', incident }),
        at,
        at,
      ])
    }
    const places = rows.map((row) => `(${row.map(() => '?').join(', ')})`).join(', ')
    const insert = isSqlite ? 'insert or ignore' : 'insert ignore'
    const statement = `${insert} into support_ticket (id, organization_id, mcp_server_id, reference, title, description,
      category, status, resolution, origin, email, context, created_at, updated_at) values ${places}`
    await raw.transaction([[statement, rows.flat()]])
    await turn()
  }
}
