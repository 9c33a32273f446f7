import type { TicketWords } from '#shared/support-ticket.ts'
import { sha256 } from '../sha256.ts'

const SEPARATOR = '\u001f'

/**
 * Finds a request again. Who may replay it is part of the hash, so nobody gets another person's ticket by guessing a
 * key.
 *
 * @param subject the id of the signed-in user, or `anon`
 * @param key the `Idempotency-Key` of the request
 */
export function idempotencyHash(mcpServerId: string, subject: string, key: string): Buffer {
  return sha256([mcpServerId, subject, key].join(SEPARATOR))
}

/** Tells whether two requests say the same. The context is left out: it differs at each attempt. */
export function fingerprintOf({ title, description, category }: TicketWords): Buffer {
  return sha256([title, description, category].join(SEPARATOR))
}
