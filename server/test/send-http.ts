import { once } from 'node:events'
import { type IncomingHttpHeaders, request } from 'node:http'
import { text } from 'node:stream/consumers'

export interface HttpAnswer {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

export interface HttpRequest {
  method: string
  path: string
  headers: Record<string, string>
  body?: string | undefined
  /** Reads the answer for so many milliseconds and then hangs up, for streams without an end. */
  readFor?: number
}

/** Sends one request over a real connection to loopback, with whatever `Host` it names, and reads the whole answer. */
export async function sendHttp(
  port: number,
  { method, path, headers, body, readFor }: HttpRequest,
): Promise<HttpAnswer> {
  const call = request({ host: '127.0.0.1', port, method, path, headers, agent: false })
  call.end(body)
  const [response] = await once(call, 'response')
  const hangUp = readFor === undefined ? undefined : setTimeout(() => response.push(null), readFor)
  const received = await text(response)
  clearTimeout(hangUp)
  call.destroy()
  return { status: response.statusCode, headers: response.headers, body: received }
}
