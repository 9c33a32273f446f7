import { createHmac } from 'node:crypto'
import type { DomainSettings } from '../context.ts'
import { toBase32 } from '../base32.ts'

/**
 * The secret with which a reporter who is not signed in asks for a ticket's status (wire contract §4.4). It is derived
 * from the ticket's id, so that nothing is stored and a replay gives the same one. It opens status and dates only.
 */
export function receiptOf({ appSecret }: DomainSettings, ticketId: string): string {
  const mac = createHmac('sha256', appSecret).update(`receipt:${ticketId}`).digest()
  return `mor_${toBase32(mac.subarray(0, 20))}`
}
