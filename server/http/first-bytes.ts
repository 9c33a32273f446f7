import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

const [CR, LF] = [13, 10]

/**
 * Knows when the first byte of each request arrived, or when the answer before its own was sent. Node tells of a request when all of
 * its headers are there.
 */
export class FirstBytes {
  /** Of the request that has begun on a connection. Milliseconds, on the clock of `performance.now`. */
  readonly #arrivals = new WeakMap<Socket, number>()
  /** Of each request whose headers are there. */
  readonly #begun = new WeakMap<IncomingMessage, number>()

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => {
      // Before the parser, which may tell of the request while it looks at these bytes.
      socket.prependListener('data', (bytes: Buffer) => {
        if (this.#arrivals.has(socket) || isBlank(bytes)) return
        this.#arrivals.set(socket, performance.now())
      })
    })
    // Before Fastify, which has no hooks for a request that it cannot route.
    server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
      const { socket } = request
      this.#begun.set(request, this.#arrivals.get(socket) ?? performance.now())
      // It waits for the answers before its own, and nobody could answer it in that time.
      if (!response.socket) response.once('socket', () => this.#begun.set(request, performance.now()))
      this.#arrivals.delete(socket)
      // What arrives until then is the body.
      request.once('close', () => this.#arrivals.delete(socket))
    })
  }

  /** The milliseconds since the first byte of this request. */
  elapsed(request: IncomingMessage): number {
    const begun = this.#begun.get(request)
    return begun === undefined ? 0 : performance.now() - begun
  }
}

/** Empty lines before a request are none of it (RFC 9112 §2.2). */
function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === CR || byte === LF)
}
