import type { TicketStatus } from '#shared/support-ticket.ts'

/** A change of status that a person can choose, and its key. */
export interface Step {
  to: TicketStatus
  label: string
  letter: string
}

export const START: Step = { to: 'in_progress', label: 'Start progress', letter: 'I' }
export const CLOSE: Step = { to: 'closed', label: 'Close…', letter: 'E' }
export const REOPEN: Step = { to: 'open', label: 'Reopen', letter: 'O' }

export function keyOf({ letter }: Step): string {
  return letter.toLowerCase()
}
