import { createHash } from 'node:crypto'
import type { TicketWords } from '#shared/support-ticket.ts'

const SEPARATOR = '\u001f'

/** Who may replay a request is part of its identity, so nobody meets another's ticket by guessing a key. */
export function idempotencyHash(mcpServerId: string, subject: string, key: string): Buffer {
  return sha256([mcpServerId, subject, key])
}

/** The words alone: the context differs on each attempt, and may be left out of one. */
export function fingerprintOf({ title, description, category }: TicketWords): Buffer {
  return sha256([title, description, category])
}

function sha256(parts: string[]): Buffer {
  return createHash('sha256').update(parts.join(SEPARATOR)).digest()
}
