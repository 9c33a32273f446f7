import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** Requests of one connection that are not answered. Browsers, SDKs and proxies send the next one after the answer. */
const UNANSWERED = 100

type Exchange = [request: Pick<FastifyRequest, 'raw'>, reply: Pick<FastifyReply, 'raw'>]

const unanswered = new WeakMap<Socket, number>()

/**
 * Makes the requests that come on one connection before the answers of those before them (RFC 9112 §9.3.2) begin one after the other.
 * Each answer would be kept until it is the next one, with its file, and no quota counts files. Who leaves before has asked for nothing.
 */
export function answerInTurn(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => whenFirst([request, reply], done))
}

/**
 * Calls `begin` when the answer to a request is the next one on its connection, and never if the connection closes before. A client that
 * waits for more answers than one needs is closed: each of its requests is kept in memory. For what could not be routed and has no hooks.
 */
export function whenFirst([{ raw: request }, { raw: response }]: Exchange, begin: () => void): void {
  const { socket } = request
  const count = (unanswered.get(socket) ?? 0) + 1
  unanswered.set(socket, count)
  if (count > UNANSWERED) socket.destroy()
  // What was read together with these is left, too.
  if (socket.destroyed) return
  response.once('close', () => unanswered.set(socket, unanswered.get(socket)! - 1))
  if (response.socket) begin()
  else response.once('socket', () => begin())
}
