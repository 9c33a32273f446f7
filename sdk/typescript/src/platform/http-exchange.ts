/*
 * One HTTP exchange with the platform, as all ways to make it have in common: its types, its time limit, its failures.
 */

export interface HttpRequest {
  method: 'GET' | 'POST'
  url: string
  headers: Record<string, string>
  body?: string
  timeoutMs: number
  /** Gives the exchange up early. */
  signal?: AbortSignal | undefined
}

export interface HttpResponse {
  status: number
  /** Names in lower case. */
  headers: Record<string, string>
  body: string
}

export type HttpFailure =
  /** `not-connected`: nothing was sent. `network-error`, `timeout`: it may have arrived. */
  { readonly failure: 'not-connected' | 'network-error' | 'timeout' }

export type HttpExchange = (request: HttpRequest) => Promise<HttpResponse | HttpFailure>

/** Longest answer that is read, in bytes; ours are a few kilobytes. */
export const MAX_ANSWER_BYTES = 262_144

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

/** The deadline alone, and what ends the exchange: the deadline or the caller. */
export function startDeadline({ timeoutMs, signal }: HttpRequest): {
  deadline: AbortSignal
  end: AbortSignal
} {
  const deadline = AbortSignal.timeout(timeoutMs)
  return { deadline, end: signal ? AbortSignal.any([deadline, signal]) : deadline }
}

/** Tells by the error's code, or its cause's, whether anything can have reached the other side. */
export function toFailure(error: unknown): HttpFailure {
  const codes = [error, (error as Error | undefined)?.cause].map(
    (one) => (one as { code?: unknown } | undefined)?.code,
  )
  const reached = !codes.some((code) => typeof code === 'string' && NOT_CONNECTED.has(code))
  return { failure: reached ? 'network-error' : 'not-connected' }
}
