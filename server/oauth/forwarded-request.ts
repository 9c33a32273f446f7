import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'

/** What the authorization server, which gets to see Node's request only, has to know of Fastify's. */
interface Forwarded extends Pick<FastifyRequest, 'refuse'> {
  /** Of the client, also behind a proxy. */
  ip: string
}

const requests = new WeakMap<IncomingMessage, Forwarded>()

/** Notes a request that is handed to the authorization server. Fastify reads `ip` from the headers, so it comes before they change. */
export function noteForwarded(request: FastifyRequest): void {
  requests.set(request.raw, { ip: request.ip, refuse: (error) => request.refuse(error) })
}

/** What was noted of the request that was handed to the authorization server as `raw`. */
export function forwardedRequest(raw: IncomingMessage): Forwarded | undefined {
  return requests.get(raw)
}
