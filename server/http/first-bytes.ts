import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'

/** Knows when the first byte of each request arrived. Node tells of a request when all of its headers are there. */
export class FirstBytes {
  /** Milliseconds, on the clock of `performance.now`. */
  readonly #arrivals = new WeakMap<Socket, number>()

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      // Before the parser, which may tell of the request while it looks at these bytes.
      socket.prependListener('data', () => {
        if (!this.#arrivals.has(socket)) this.#arrivals.set(socket, performance.now())
      })
    })
  }

  /** The milliseconds since the first byte of this request. Ask once, when its headers are there. */
  elapsed(request: IncomingMessage): number {
    const { socket } = request
    const arrival = this.#arrivals.get(socket)
    this.#arrivals.delete(socket)
    // What arrives until then is the body.
    request.once('close', () => this.#arrivals.delete(socket))
    return arrival === undefined ? 0 : performance.now() - arrival
  }
}
