/*
 * What all ways of making an HTTP exchange have in common: the types, the time limit and the failures.
 */

export interface HttpRequest {
  method: 'GET' | 'POST'
  url: string
  headers: Record<string, string>
  body?: string
  timeoutMs: number
  /** Ends the exchange early. */
  signal?: AbortSignal | undefined
}

export interface HttpResponse {
  status: number
  /** Names in lower case. */
  headers: Record<string, string>
  body: string
}

/** `not-connected`: nothing was sent. `network-error` and `timeout`: the request may have arrived. */
export type HttpFailure = { readonly failure: 'not-connected' | 'network-error' | 'timeout' }

export type HttpExchange = (request: HttpRequest) => Promise<HttpResponse | HttpFailure>

/** Longest answer that is read, in bytes. The platform's answers have a few kilobytes. */
export const MAX_ANSWER_BYTES = 262_144

/** Error codes of Node that mean that no connection was made. */
const NOT_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'UND_ERR_CONNECT_TIMEOUT',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

/** `deadline` is aborted when the time is over; `end` also when the caller ends the exchange. */
export function startDeadline({ timeoutMs, signal }: HttpRequest): {
  deadline: AbortSignal
  end: AbortSignal
} {
  const deadline = AbortSignal.timeout(timeoutMs)
  return { deadline, end: signal ? AbortSignal.any([deadline, signal]) : deadline }
}

/** Tells by the code of the error or of its cause whether the request may have arrived. */
export function toFailure(error: unknown): HttpFailure {
  const codes = [error, (error as Error | undefined)?.cause].map(
    (one) => (one as { code?: unknown } | undefined)?.code,
  )
  const reached = !codes.some((code) => typeof code === 'string' && NOT_CONNECTED.has(code))
  return { failure: reached ? 'network-error' : 'not-connected' }
}
