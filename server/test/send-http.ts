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
}

/** Sends one request over a real connection to loopback, with whatever `Host` it names, and reads the whole answer. */
export async function sendHttp(
  port: number,
  { method, path, headers, body }: HttpRequest,
): Promise<HttpAnswer> {
  const call = request({ host: '127.0.0.1', port, method, path, headers, agent: false })
  call.end(body)
  const [response] = await once(call, 'response')
  return { status: response.statusCode, headers: response.headers, body: await text(response) }
}
