/*
 * Sends requests to the platform, with a time limit and a bounded answer. Redirects are never followed, because the key
 * and a user's token must go to the configured origin and nowhere else.
 */
import { isLocalhostName } from '../wire/loopback.ts'
import type { HttpExchange } from './http-exchange.ts'
import { exchangeByFetch } from './http-fetch.ts'

/** Sends one request. Never throws: the result says what went wrong. */
export const exchangeHttp: HttpExchange = async (request) => {
  const { hostname } = new URL(request.url)
  const exchange = isLocalhostName(hostname) ? await loadLoopback() : exchangeByFetch
  return exchange(request)
}

/** Node's `fetch` cannot resolve names under `.localhost`. Where there is no `node:http`, `fetch` has to do. */
async function loadLoopback(): Promise<HttpExchange> {
  try {
    return (await import('./http-loopback.ts')).exchangeByLoopback
  } catch {
    return exchangeByFetch
  }
}
