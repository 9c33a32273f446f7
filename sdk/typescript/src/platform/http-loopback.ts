/*
 * The exchange with names under `.localhost`. They are this machine (RFC 6761 §6.3), but Node does not resolve them.
 * This file is loaded only for such names, so that other runtimes never see a `node:` import.
 */
import type { IncomingMessage, RequestOptions } from 'node:http'
import type { LookupFunction } from 'node:net'
import {
  MAX_ANSWER_BYTES,
  startDeadline,
  toFailure,
  type HttpExchange,
  type HttpFailure,
  type HttpResponse,
} from './http-exchange.ts'

const toLoopback: LookupFunction = (_name, options, callback) => {
  if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }])
  else callback(null, '127.0.0.1', 4)
}

export const exchangeByLoopback: HttpExchange = async (outgoing) => {
  const { method, url, headers, body } = outgoing
  const { request } = url.startsWith('https:') ? await import('node:https') : await import('node:http')
  const { deadline, end } = startDeadline(outgoing)
  const length = body === undefined ? {} : { 'content-length': String(new TextEncoder().encode(body).length) }
  const options: RequestOptions = {
    method,
    headers: { ...headers, ...length },
    lookup: toLoopback,
    signal: end,
  }

  return new Promise<HttpResponse | HttpFailure>((resolve) => {
    const fail = (error: unknown): void =>
      resolve(deadline.aborted ? { failure: 'timeout' } : toFailure(error))
    const connection = request(url, options, (response) => {
      readBounded(response).then(
        (text) => resolve({ status: response.statusCode ?? 0, headers: flatten(response), body: text }),
        fail,
      )
    })
    connection.on('error', fail)
    connection.end(body)
  })
}

async function readBounded(response: IncomingMessage): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength
    text += decoder.decode(chunk, { stream: true })
    if (bytes > MAX_ANSWER_BYTES) break
  }
  return text + decoder.decode()
}

function flatten(response: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  )
}
