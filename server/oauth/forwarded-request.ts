import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'

const requests = new WeakMap<IncomingMessage, FastifyRequest>()

/** Notes a request that is handed to the authorization server, which gets to see Node's request only. */
export function noteForwarded(request: FastifyRequest): void {
  requests.set(request.raw, request)
}

/** The request that was handed to the authorization server as `raw`. */
export function forwardedRequest(raw: IncomingMessage): FastifyRequest | undefined {
  return requests.get(raw)
}
