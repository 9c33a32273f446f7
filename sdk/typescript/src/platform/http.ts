/*
 * Sends requests to the platform, with a time limit and a bounded answer. Redirects are never followed, because the key
 * and a user's token must go to the configured origin and nowhere else.
 */
import { isLocalhostName } from '../wire/loopback.ts'
import { asText, matching } from '../wire/unknown.ts'
import type { Answer, HttpExchange, HttpFailure, Outgoing } from './http-exchange.ts'

/** Longest answer that is read, in bytes. The platform's answers have a few kilobytes. */
const MAX_ANSWER_BYTES = 262_144

/**
 * Error codes and a message of Node that mean that no connection was made, or none with TLS whose certificate can be
 * trusted.
 */
const NOT_CONNECTED =
  /^E(?:CONNREFUSED|NOTFOUND|AI_AGAIN|(?:HOST|NET)UNREACH|NETDOWN|PROTO)$|CONNECT_TIMEOUT$|_CERT(?:_|$)|^CERT_|^UNABLE_TO_VERIFY|^ERR_SSL.*(?:HANDSHAKE|VERSION|PROTOCOL|NAME)|before secure TLS/

/** Sends one request. Never throws: the result says what went wrong. */
export const exchangeHttp: HttpExchange = async ({ method, url, headers, body, timeoutMs, signal }) => {
  const deadline = AbortSignal.timeout(timeoutMs)
  const end = signal ? AbortSignal.any([deadline, signal]) : deadline
  try {
    const { answer } = await open(url, { method, headers, body, signal: end })
    const { status, headers: answered, body: chunks } = await answer
    return { status, headers: Object.fromEntries(answered), body: await readBounded(chunks) }
  } catch (error) {
    return deadline.aborted ? { failure: 'timeout' } : toFailure(error)
  }
}

async function open(url: string, outgoing: Outgoing): Promise<{ answer: Promise<Answer> }> {
  if (isLocalhostName(new URL(url).hostname)) {
    // Node's `fetch` cannot resolve these names. It rejects only before it connects: where there is no `node:http`, or, as
    // in Cloudflare's Workers, one that takes no address. There `fetch` has to do.
    try {
      return await (await import('./http-loopback.ts')).openLoopback(url, outgoing)
    } catch {}
  }
  return {
    answer: fetch(url, { ...outgoing, redirect: 'manual' } as RequestInit) as unknown as Promise<Answer>,
  }
}

async function readBounded(chunks: Answer['body']): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of chunks ?? []) {
    bytes += chunk.byteLength
    text += decoder.decode(chunk, { stream: true })
    if (bytes > MAX_ANSWER_BYTES) break
  }
  return text + decoder.decode()
}

/** Tells by the error or its cause whether the request may have arrived. */
function toFailure(error: unknown): HttpFailure {
  const { code, message } = ((error as Error | undefined)?.cause ?? error ?? {}) as {
    code?: unknown
    message?: unknown
  }
  const isRefused = [code, message].some((one) => matching(one, NOT_CONNECTED))
  return { failure: isRefused ? 'not-connected' : 'network-error', code: asText(code) }
}
