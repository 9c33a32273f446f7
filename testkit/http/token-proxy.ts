import { once } from 'node:events'
import { createServer, request as ask, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * Stands before a protected server and brings the access token, for clients that cannot sign in. Requests for its own
 * host are passed on as for the server's; any other host is left as it is, for the server to refuse.
 */
export class TokenProxy {
  readonly url: string
  readonly #server: Server

  private constructor(server: Server, { hostname, pathname }: URL) {
    this.#server = server
    this.url = `http://${hostname}:${(server.address() as AddressInfo).port}${pathname}`
  }

  static async start(target: URL, token: string): Promise<TokenProxy> {
    const server = createServer((request, response) => {
      const own = `:${(server.address() as AddressInfo).port}`
      const pass = (value: string | undefined) => value?.replace(own, `:${target.port}`)
      const { host, origin, ...headers } = request.headers
      const passed = ask(
        {
          host: target.hostname,
          port: target.port,
          path: request.url,
          method: request.method,
          headers: {
            ...headers,
            host: pass(host),
            ...(origin !== undefined && { origin: pass(origin) }),
            authorization: `Bearer ${token}`,
          },
        },
        (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers)
          // A stream of events may have none for long.
          response.flushHeaders()
          answer.pipe(response)
        },
      )
      passed.on('error', () => response.destroy())
      response.on('close', () => passed.destroy())
      request.pipe(passed)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new TokenProxy(server, target)
  }

  stop(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }
}
