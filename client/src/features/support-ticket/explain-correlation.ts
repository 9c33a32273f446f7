import type { TicketDto } from '#shared/support-ticket.ts'

const WHY_THIS_CALL: Readonly<Record<string, string>> = {
  'incident-id': 'The report contained the incident id that was printed in the result of this call.',
  trace: 'This call and the report belong to the same trace.',
  session: 'It was the last failed call before the report in the same MCP session.',
  subject: 'It was the last failed call before the report by the same signed-in user.',
  process: 'It was the last failed call before the report in this server process, which serves one user.',
}

const WHY_NO_CALL: Readonly<Record<string, string>> = {
  none: 'No call failed before the report, or the SDK could not tell which failed call is from this user. A call that may be from another user is never attached.',
  'not-found':
    'The incident id in the report was expired, unknown or from another caller, so no call was attached.',
  declined: 'The user chose not to send the failing call.',
}

/** Explains why this call is attached, or why no call is attached. */
export function explainCorrelation({ origin, context, erasedAt, tool }: TicketDto): string {
  if (origin === 'test') return 'This ticket is a test, so no call belongs to it.'
  if (origin === 'dashboard') return 'This ticket was opened by hand, so no call belongs to it.'
  if (erasedAt) return tool ? 'The captured call was erased.' : 'If there was one, it was erased.'
  const correlation = context?.correlation ?? ''
  if (context?.incident) return WHY_THIS_CALL[correlation] ?? 'The SDK attached this call to the report.'
  return WHY_NO_CALL[correlation] ?? 'The report contained no captured call.'
}
