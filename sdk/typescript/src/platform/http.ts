/*
 * Sends requests to the platform, with a time limit and a bounded answer. Redirects are never followed, because the key
 * and a user's token must go to the configured origin and nowhere else.
 */
import { isLocalhostName } from '../wire/loopback.ts'
import type { HttpExchange } from './http-exchange.ts'
import { exchangeByFetch } from './http-fetch.ts'

/** Sends one request. Never throws: the result says what went wrong. */
export const exchangeHttp: HttpExchange = async (request) => {
  if (isLocalhostName(new URL(request.url).hostname)) {
    // Node's `fetch` cannot resolve these names. It rejects only before it connects: where there is no `node:http`, or, as
    // in Cloudflare's Workers, one that takes no address. There `fetch` has to do.
    try {
      return await (await import('./http-loopback.ts')).exchangeByLoopback(request)
    } catch {}
  }
  return exchangeByFetch(request)
}
