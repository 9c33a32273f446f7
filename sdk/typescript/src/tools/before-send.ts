import type { Ticket } from '../platform/deliver-ticket.ts'

/**
 * A function of the host that sees each ticket as it would be sent. It returns the ticket to send, changed or not. If
 * it returns nothing, or throws, the ticket is not sent and the user is told so.
 */
export type BeforeSend = (ticket: Ticket) => Ticket | null | undefined | Promise<Ticket | null | undefined>
