import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { untilClosed } from './until-closed.ts'
import { untilRead } from './until-read.ts'

/** Milliseconds that are left for the rest, such as the database: of a short time, a quarter. */
const REST_MS = 3_000

/**
 * Lets answers be taken while the platform closes, and closes the connections that are still open shortly before closing must end. A
 * file or an export whose client takes little may last longer than that. The client learns from the missing end that it is not whole.
 *
 * @param milliseconds that closing may take
 */
export function closeConnections(app: FastifyInstance, milliseconds: number): void {
  const answers = new Set<ServerResponse>()
  app.addHook('onRequest', (_request, { raw }, done) => {
    answers.add(raw)
    raw.once('close', () => answers.delete(raw))
    done()
  })
  const sockets = new Set<Socket>()
  app.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  const closeUnasked = () => {
    const asked = new Set([...answers].map(({ req }) => req.socket))
    for (const socket of sockets) if (!asked.has(socket)) socket.destroy()
  }
  let isOver = false
  const close = () => {
    isOver = true
    if (answers.size > 0)
      app.log.warn({ count: answers.size }, 'Closing connections although answers are under way')
    app.server.closeAllConnections()
  }
  const unsent = () =>
    [...answers].filter(
      ({ writableEnded, writableFinished }) => !isOver && writableEnded && !writableFinished,
    )
  app.addHook('preClose', async () => {
    setTimeout(close, milliseconds - Math.min(REST_MS, milliseconds / 4)).unref()
    // Once it closes, Node no longer looks whether headers come in time.
    setTimeout(closeUnasked, app.server.headersTimeout).unref()
    // What was sent before gets an answer. Node would take its connection for idle, and reset it.
    await untilRead()
    // So it does with one whose answer has its end, although the client has not taken all of it.
    while (unsent().length > 0) await Promise.all(unsent().map(untilClosed))
  })
}
