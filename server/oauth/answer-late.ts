import type { ServerResponse } from 'node:http'
import type { Refusal } from '../http/refusal.ts'
import { renderErrorPage } from './error-page.ts'

/** OAuth's words (RFC 6749 §4.1.2.1, §5.2) for what a deadline is answered with. */
const CODES: Partial<Record<Refusal['code'], string>> = {
  'service-unavailable': 'temporarily_unavailable',
  'request-timeout': 'invalid_request',
}

/**
 * Answers in place of the authorization server, which is still at work: users with a page, clients with JSON.
 *
 * @param serverName of the MCP server, where a user waits for the answer
 */
export function answerLate(
  response: ServerResponse,
  { status, code, detail, retryAfterSeconds }: Refusal,
  serverName: string | undefined,
): void {
  if (response.headersSent) return
  const error = CODES[code] ?? 'server_error'
  response.statusCode = status
  response.setHeader('cache-control', 'no-store')
  if (status === 408) response.setHeader('connection', 'close')
  if (retryAfterSeconds !== undefined) response.setHeader('retry-after', retryAfterSeconds)
  if (serverName === undefined) {
    response.setHeader('content-type', 'application/json; charset=utf-8')
    response.end(JSON.stringify({ error, error_description: detail }))
    return
  }
  const { html, headers } = renderErrorPage({ serverName, error })
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  response.end(html)
}
