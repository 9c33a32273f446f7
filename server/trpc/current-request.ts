import { AsyncLocalStorage } from 'node:async_hooks'
import type { FastifyInstance, FastifyRequest } from 'fastify'

const requests = new AsyncLocalStorage<FastifyRequest>()

/** Makes the request known to tRPC's error formatter, which gets no context when a request cannot be read. */
export function keepCurrentRequest(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => requests.run(request, done))
}

/** Returns the request that is being handled. */
export function currentRequest(): FastifyRequest {
  const request = requests.getStore()
  if (!request) throw new Error('No request is being handled')
  return request
}
