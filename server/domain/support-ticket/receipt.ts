import { createHmac, timingSafeEqual } from 'node:crypto'
import { writeSecret } from '#sdk/wire/issued-secret.ts'
import { appSecrets } from '../app-secrets.ts'
import type { DomainSettings } from '../context.ts'

/**
 * The secret with which a reporter who is not signed in asks for a ticket's status (wire contract §4.4). It is derived
 * from the ticket's id, so that nothing is stored and a replay gives the same one. It opens status and dates only.
 */
export function receiptOf({ appSecret }: DomainSettings, ticketId: string): string {
  return makeReceipt(appSecret, ticketId)
}

/** Whether a receipt is this ticket's, made with the current secret or the previous one. */
export function isReceiptOf(settings: DomainSettings, ticketId: string, receipt: string): boolean {
  return appSecrets(settings)
    .map((secret) => sameText(makeReceipt(secret, ticketId), receipt))
    .includes(true)
}

function makeReceipt(appSecret: string, ticketId: string): string {
  const mac = createHmac('sha256', appSecret).update(`receipt:${ticketId}`).digest()
  return writeSecret('receipt', mac.subarray(0, 20))
}

function sameText(expected: string, given: string): boolean {
  const [left, right] = [Buffer.from(expected), Buffer.from(given)]
  return left.length === right.length && timingSafeEqual(left, right)
}
