import type { Ticket } from '../platform/deliver-ticket.ts'

/** What `beforeSend` returns: the ticket to send, changed or not, or nothing to drop it. */
export type BeforeSend = (ticket: Ticket) => Ticket | null | undefined | Promise<Ticket | null | undefined>
