import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** Milliseconds in which a client may still send after its answer. */
const LINGER_MS = 1_000

/**
 * Closes the connection of a request that was answered before its body had arrived, as after a wrong key or a host that is
 * not ours. What still comes is read and dropped for a second: a socket that is closed on bytes nobody read tells the
 * client of a lost connection, and not of the answer. If the rest comes in that time, the connection stays open.
 */
export function closeUnreadBodies(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    closeUnreadBody(request, reply)
    done()
  })
  // Fastify closes at once after a body that is too large.
  app.addHook('onSend', async (_request, reply) => {
    if (reply.statusCode === 413) reply.removeHeader('connection')
  })
}

/** The same for one request, for what could not be routed and has no hooks. */
export function closeUnreadBody({ raw }: FastifyRequest, reply: FastifyReply): void {
  reply.raw.once('finish', () => {
    if (!isBodyMissing(raw)) return
    const timer = closeSoon(raw.socket)
    raw.once('close', () => clearTimeout(timer))
  })
}

/**
 * Closes a socket after a second, whether or not the client does. It listens to nothing: a client sends any number of requests on
 * one connection, and Node takes listeners off one by one, each of them after a look at all others.
 */
export function closeSoon(socket: Socket): NodeJS.Timeout {
  return setTimeout(() => socket.destroy(), LINGER_MS).unref()
}

/** Whether a part of the request is still to come. Requests that are injected have no such state. */
export function isBodyMissing({ complete }: Partial<IncomingMessage>): boolean {
  return complete === false
}
