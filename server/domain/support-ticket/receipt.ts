import { createHmac } from 'node:crypto'
import { writeSecret } from '#sdk/wire/issued-secret.ts'
import type { DomainSettings } from '../context.ts'

/**
 * The secret with which a reporter who is not signed in asks for a ticket's status (wire contract §4.4). It is derived
 * from the ticket's id, so that nothing is stored and a replay gives the same one. It opens status and dates only.
 */
export function receiptOf({ appSecret }: DomainSettings, ticketId: string): string {
  const mac = createHmac('sha256', appSecret).update(`receipt:${ticketId}`).digest()
  return writeSecret('receipt', mac.subarray(0, 20))
}
