import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** Requests of one connection that are not answered. Browsers, SDKs and proxies send the next one after the answer. */
const UNANSWERED = 100

interface Connection {
  unanswered: number
  /** Called when it is closed. */
  waiting: Set<() => void>
}

const connections = new WeakMap<Socket, Connection>()

/**
 * Closes a connection on which more requests come before answers (RFC 9112 §9.3.2) than one client needs. Each of them is kept in memory
 * until its answer is the next one, and no quota counts what reads.
 */
export function limitPipelining(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { socket } = request.raw
    const connection = connectionOf(socket)
    connection.unanswered++
    if (connection.unanswered > UNANSWERED) socket.destroy()
    // What was read together with these is left, too.
    if (socket.destroyed) return void reply.hijack()
    reply.raw.once('close', () => connection.unanswered--)
    done()
  })
}

/**
 * Waits until an answer is the next one on its connection, or its connection is closed: the answers behind a live stream never are
 * the next ones.
 */
export async function untilFirst({ raw: { socket } }: FastifyRequest, { raw }: FastifyReply): Promise<void> {
  if (raw.socket || socket.destroyed) return
  const { waiting } = connectionOf(socket)
  await new Promise<void>((resolve) => {
    const go = () => {
      waiting.delete(go)
      resolve()
    }
    waiting.add(go)
    raw.once('socket', go)
  })
}

function connectionOf(socket: Socket): Connection {
  const known = connections.get(socket)
  if (known) return known
  const connection: Connection = { unanswered: 0, waiting: new Set() }
  connections.set(socket, connection)
  // One listener for all: Node takes them off one by one, each after a look at all others.
  socket.once('close', () => {
    for (const go of connection.waiting) go()
  })
  return connection
}
