import { newId } from '../db/column-types.ts'
import type { TestApp } from './harness.ts'

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
let serial = 0

/**
 * Writes tickets of an MCP server, the oldest first, in one millisecond each and without a history.
 *
 * @param status of each, by its index
 * @returns their references
 */
export async function insertTickets(
  { orm }: { orm: { em: Pick<TestApp['orm']['em'], 'execute'> } },
  server: string,
  count: number,
  status: (index: number) => string = () => 'open',
): Promise<string[]> {
  const [row] = await orm.em.execute<{ id: string; organization_id: string }[]>(
    'select id, organization_id from mcp_server where slug = ?',
    [server],
  )
  const end = Date.now()
  const rows = Array.from({ length: count }, (_, index) => {
    const at = new Date(end - count + index + 1)
    return [newId(), row!.organization_id, row!.id, nextReference(), `Ticket ${index}`, status(index), at, at]
  })
  for (let start = 0; start < rows.length; start += 100) {
    const part = rows.slice(start, start + 100)
    await orm.em.execute(
      `insert into support_ticket (id, organization_id, mcp_server_id, reference, title, description, category, status,
         origin, created_at, updated_at) values ${part.map(() => `(?, ?, ?, ?, ?, '', 'Other', ?, 'sdk', ?, ?)`).join(', ')}`,
      part.flat(),
    )
  }
  return rows.map(([, , , reference]) => String(reference))
}

function nextReference(): string {
  let rest = serial++
  let text = ''
  for (let place = 0; place < 4; place++) {
    text = LETTERS[rest % 32]! + text
    rest = Math.floor(rest / 32)
  }
  return `TK-${text}-TEST`
}
