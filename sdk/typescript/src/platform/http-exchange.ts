/*
 * An HTTP exchange with the platform: what is asked, what is answered, and how it fails.
 */

interface HttpRequest {
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
export interface HttpFailure {
  readonly failure: 'not-connected' | 'network-error' | 'timeout'
  /** The runtime's code for it, such as `ECONNREFUSED`. */
  readonly code?: string | undefined
}

export type HttpExchange = (request: HttpRequest) => Promise<HttpResponse | HttpFailure>

/** What `fetch` needs to know of a request. */
export interface Outgoing {
  method: string
  headers: Record<string, string>
  body: string | undefined
  signal: AbortSignal
}

/** A `Response`, as far as it is read. */
export interface Answer {
  status: number
  headers: Iterable<[string, string]>
  body: AsyncIterable<Uint8Array> | null
}
