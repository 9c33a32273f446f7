import { connect, createServer, type Server, type Socket } from 'node:net'
import { once } from 'node:events'

/** Stands between the platform and its database, to fail as networks do. */
export class TcpProxy {
  readonly #target: number
  readonly #sockets = new Set<Socket>()
  #server: Server | undefined
  #port = 0
  #frozen = false
  #cutAt: string | undefined

  constructor(target: number) {
    this.#target = target
  }

  get port(): number {
    return this.#port
  }

  async listen(): Promise<void> {
    this.#server = createServer((client) => this.#accept(client))
    this.#server.listen(this.#port, '127.0.0.1')
    await once(this.#server, 'listening')
    this.#port = (this.#server.address() as { port: number }).port
  }

  /** Cuts every connection and refuses new ones, until `listen`. */
  async stop(): Promise<void> {
    this.#server?.close()
    this.#cutAll()
    if (this.#server?.listening) await once(this.#server, 'close')
  }

  /** Lets nothing through to the database, without closing anything. */
  freeze(): void {
    this.#frozen = true
    for (const socket of this.#sockets) socket.pause()
  }

  thaw(): void {
    this.#frozen = false
    for (const socket of this.#sockets) socket.resume()
  }

  /** Cuts all connections when the platform sends this statement, once. */
  cutAt(statement: string): void {
    this.#cutAt = statement
  }

  #accept(client: Socket): void {
    const database = connect(this.#target, '127.0.0.1')
    for (const socket of [client, database]) {
      this.#sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        this.#sockets.delete(socket)
        client.destroy()
        database.destroy()
      })
    }
    client.on('data', (chunk) => {
      if (this.#cutAt && chunk.includes(this.#cutAt)) {
        this.#cutAt = undefined
        this.#cutAll()
      } else database.write(chunk)
    })
    database.on('data', (chunk) => client.write(chunk))
    if (this.#frozen) client.pause()
  }

  #cutAll(): void {
    for (const socket of this.#sockets) socket.destroy()
  }
}
