import { createHmac } from 'node:crypto'
import type { DomainSettings } from '../context.ts'
import { toBase32 } from '../base32.ts'

/**
 * What a reporter who is not signed in shows to ask for a ticket's status (wire contract §4.4). Derived, so that
 * nothing is stored and a replay repeats it. It opens status and dates, nothing else.
 */
export function receiptOf({ appSecret }: DomainSettings, ticketId: string): string {
  const mac = createHmac('sha256', appSecret).update(`receipt:${ticketId}`).digest()
  return `mor_${toBase32(mac.subarray(0, 20))}`
}
