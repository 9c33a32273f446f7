import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'

export interface HttpRequest {
  method: string
  /** Whom the request is for, with the port: what becomes the `Host`, unless `headers` has another one. */
  host: string
  /** With the query. */
  path: string
  headers: Record<string, string>
  body?: string | Buffer | undefined
  /** Reads the answer for so many milliseconds and then hangs up, for streams without an end. */
  readFor?: number
  /** From which of this machine's loopback addresses. */
  localAddress?: string
}

export interface HttpResponse {
  statusCode: number
  headers: Record<string, number | string | string[] | undefined>
  body: string
  json: <T>() => T
}

/**
 * From a request to its response. What drives the product takes one of these, so that the same driver works over a
 * socket and inside the process of the platform.
 */
export type Send<R extends HttpResponse = HttpResponse> = (request: HttpRequest) => Promise<R>

/**
 * Sends a request to a server on this machine, over HTTP. It connects to 127.0.0.1 and keeps the `Host`, because Node
 * does not resolve names under `.localhost`. Redirects are not followed.
 */
export const sendOverHttp: Send = async ({ method, host, path, headers, body, readFor, localAddress }) => {
  const { port } = new URL(`http://${host}`)
  const target = { host: '127.0.0.1', port, method, path, headers: { host, ...headers }, agent: false }
  const sent = request({ ...target, ...(localAddress && { localAddress }) })
  return exchange(sent, { body, readFor })
}

/** Sends the body of a request that was opened, over HTTP or TLS, and reads the whole answer. */
export async function exchange(
  sent: ClientRequest,
  { body, readFor }: Pick<HttpRequest, 'body' | 'readFor'>,
): Promise<HttpResponse> {
  sent.end(body)
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  const hangUp = readFor === undefined ? undefined : setTimeout(() => response.push(null), readFor)
  const received = await text(response)
  clearTimeout(hangUp)
  sent.destroy()
  return {
    statusCode: response.statusCode ?? 0,
    headers: response.headers,
    body: received,
    json: <T>() => JSON.parse(received) as T,
  }
}
