/*
 * `fetch` for names under `.localhost`. They are this machine (RFC 6761 §6.3), but Node does not resolve them. This file
 * is loaded only for such names, so that other runtimes never see a `node:` import.
 */
import type { LookupFunction } from 'node:net'
import type { Answer, Outgoing } from './http-exchange.ts'

const toLoopback: LookupFunction = (_name, options, callback) => {
  if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }])
  else callback(null, '127.0.0.1', 4)
}

/**
 * Rejects if no request can be made here. The answer is inside an object, because it is not known yet when the request
 * is made.
 */
export async function openLoopback(
  url: string,
  { method, headers, body, signal }: Outgoing,
): Promise<{ answer: Promise<Answer> }> {
  const { request } = url.startsWith('https:') ? await import('node:https') : await import('node:http')
  const outgoing = request(url, { method, headers, signal, lookup: toLoopback })
  const answer = new Promise<Answer>((resolve, reject) => {
    outgoing.on('error', reject)
    outgoing.on('response', (response) =>
      resolve({
        status: response.statusCode ?? 0,
        headers: new Headers(response.headers as Record<string, string>),
        body: response,
      }),
    )
    outgoing.end(body)
  })
  return { answer }
}
