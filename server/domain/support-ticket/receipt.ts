import { createHmac } from 'node:crypto'
import { writeSecret } from '#sdk/wire/issued-secret.ts'
import type { DomainSettings } from '../context.ts'

/**
 * What a reporter who is not signed in shows to ask for a ticket's status (wire contract §4.4). Derived, so that
 * nothing is stored and a replay repeats it. It opens status and dates, nothing else.
 */
export function receiptOf({ appSecret }: DomainSettings, ticketId: string): string {
  const mac = createHmac('sha256', appSecret).update(`receipt:${ticketId}`).digest()
  return writeSecret('receipt', mac.subarray(0, 20))
}
