/*
 * One HTTP exchange with the platform, with a deadline and a bounded answer. Redirects are never followed: the key and
 * a token go to the configured origin and nowhere else.
 */
import { isLocalhostName } from '../wire/loopback.ts'

interface HttpRequest {
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

/** Sends one request. Never throws; what went wrong is in the answer. */
export const exchangeHttp: HttpExchange = async (request) => {
  const exchange = isLocalhostName(new URL(request.url).hostname) ? await loadLoopback() : exchangeByFetch
  return exchange(request)
}

/** Names under `.localhost` need `node:http`, for `fetch` cannot resolve them; elsewhere they go through `fetch`. */
async function loadLoopback(): Promise<HttpExchange> {
  try {
    return (await import('./http-loopback.ts')).exchangeByLoopback
  } catch {
    return exchangeByFetch
  }
}

/** The deadline alone, and what ends the exchange: the deadline or the caller. */
export function startDeadline({ timeoutMs, signal }: HttpRequest): {
  deadline: AbortSignal
  end: AbortSignal
} {
  const deadline = AbortSignal.timeout(timeoutMs)
  return { deadline, end: signal ? AbortSignal.any([deadline, signal]) : deadline }
}

const exchangeByFetch: HttpExchange = async (request) => {
  const { method, url, headers, body } = request
  const { deadline, end } = startDeadline(request)
  try {
    const response = await fetch(url, {
      method,
      headers,
      redirect: 'manual',
      signal: end,
      ...(body !== undefined && { body }),
    })
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await readBounded(response.body),
    }
  } catch (error) {
    return deadline.aborted ? { failure: 'timeout' } : toFailure(error)
  }
}

async function readBounded(stream: ReadableStream<Uint8Array> | null): Promise<string> {
  if (stream === null) return ''
  const reader = stream.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    bytes += value.byteLength
    text += decoder.decode(value, { stream: true })
    if (bytes <= MAX_ANSWER_BYTES) continue
    await reader.cancel()
    return text
  }
}

/** Tells by the error's code, or its cause's, whether anything can have reached the other side. */
export function toFailure(error: unknown): HttpFailure {
  const codes = [error, (error as Error | undefined)?.cause].map(
    (one) => (one as { code?: unknown } | undefined)?.code,
  )
  const reached = !codes.some((code) => typeof code === 'string' && NOT_CONNECTED.has(code))
  return { failure: reached ? 'network-error' : 'not-connected' }
}
