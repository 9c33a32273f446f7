import type { FastifyInstance } from 'fastify'

/** Pages of every origin may call the protocol, as any program may: it reads no cookie. */
const READABLE = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'retry-after, www-authenticate',
}
const PREFLIGHT = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'authorization, content-type, mcp-protocol-version',
  'access-control-max-age': '3600',
}

/**
 * Lets clients in browsers call these addresses and read every answer (CORS), also that of a guard, of a deadline, and while the
 * database is away: without the headers, they are told of a lost connection. Preflights need no database. Call it before
 * hooks that do.
 */
export function admitBrowserClients(app: FastifyInstance, addresses: readonly string[]): void {
  const isOpen = (url: string | undefined) => url !== undefined && addresses.includes(url)
  app.addHook('onRequest', async ({ method, routeOptions }, reply) => {
    if (!isOpen(routeOptions.url)) return
    if (method === 'OPTIONS') await reply.code(204).headers(PREFLIGHT).send()
    // Now, because oidc-provider sends its answers past Fastify.
    else reply.headers(READABLE)
  })
  app.addHook('onSend', async ({ method, routeOptions }, reply) => {
    // A guard that comes before may have refused.
    if (method !== 'OPTIONS' && isOpen(routeOptions.url)) reply.headers(READABLE)
  })
}
