/*
 * How a request without sufficient authorization is answered: the challenges of RFC 6750 §3, with the URL of the
 * metadata (RFC 9728 §5.1) and the scopes that are needed (MCP authorization, "Scope Selection Strategy").
 */
import type { Answer } from './answer.ts'
import { RETRY_MS } from './key-set.ts'

type ErrorCode = 'invalid_request' | 'invalid_token' | 'insufficient_scope'

const STATUS: Record<ErrorCode, number> = {
  invalid_request: 400,
  invalid_token: 401,
  insufficient_scope: 403,
}

export interface ChallengeParts {
  /** All scopes of the operation, not only the missing ones. */
  scopes: readonly string[]
  metadataUrl: string
}

/** The answer to a request without a token. It says where to get one and names no error (RFC 6750 §3.1). */
export function askForToken(parts: ChallengeParts): Answer {
  return {
    status: 401,
    headers: { 'cache-control': 'no-store', 'www-authenticate': challenge({}, parts) },
  }
}

/** @param description is sent to the client. */
export function refuseToken(error: ErrorCode, description: string, parts: ChallengeParts): Answer {
  const body = { error, error_description: description }
  return {
    status: STATUS[error],
    headers: { ...NOT_STORED, 'www-authenticate': challenge(body, parts) },
    body,
  }
}

/** The answer while tokens cannot be checked. It has no challenge, because clients would sign their users in again. */
export function askToRetry(description: string): Answer {
  return {
    status: 503,
    headers: { ...NOT_STORED, 'retry-after': String(RETRY_MS / 1_000) },
    body: { error: 'temporarily_unavailable', error_description: description },
  }
}

const NOT_STORED = { 'content-type': 'application/json', 'cache-control': 'no-store' }

function challenge(error: Record<string, string>, { scopes, metadataUrl }: ChallengeParts): string {
  const parameters = {
    ...error,
    ...(scopes.length > 0 && { scope: scopes.join(' ') }),
    resource_metadata: metadataUrl,
  }
  const list = Object.entries(parameters).map(([name, value]) => `${name}="${quote(value)}"`)
  return `Bearer ${list.join(', ')}`
}

/** The content of a quoted-string (RFC 9110 §5.6.4). */
function quote(value: string): string {
  return value.replaceAll(/[^\x20-\x7e]/g, ' ').replaceAll(/["\\]/g, String.raw`\$&`)
}
