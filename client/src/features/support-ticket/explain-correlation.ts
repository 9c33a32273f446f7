import type { TicketDto } from '#shared/support-ticket.ts'

const WHY_THIS_CALL: Readonly<Record<string, string>> = {
  'incident-id': 'The report named this call by the incident id that was printed with its result.',
  trace: 'This call and the report belong to the same trace.',
  session: 'It was the last call to fail in the same MCP session before the report.',
  subject: 'It was the last call of the same signed-in user to fail before the report.',
  process: 'It was the last call to fail in the same server process, which serves one user.',
}

const WHY_NO_CALL: Readonly<Record<string, string>> = {
  none: 'No call had failed before the report, or none could be tied to this user. A call that may be somebody else’s is never attached.',
  'not-found':
    'The report named an incident that had expired, was unknown or belonged to another caller, so nothing was attached.',
  declined: 'The user chose not to send the failing call.',
}

/** Says in words why this call is attached, or why none is. */
export function explainCorrelation({ origin, context }: TicketDto): string {
  if (origin === 'dashboard') return 'This ticket was opened by hand, so no call belongs to it.'
  const correlation = context?.correlation ?? ''
  if (context?.incident) return WHY_THIS_CALL[correlation] ?? 'The SDK attached this call to the report.'
  return WHY_NO_CALL[correlation] ?? 'The report came without a captured call.'
}
