import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'

/**
 * Stands between the tablets and their MySQL. One shard's database can be cut off, as if its MySQL were killed: a connection names the
 * database of its shard in its first message.
 */
export class ShardProxy {
  readonly #target: number
  readonly #server: Server
  readonly #databases = new Map<Socket, string>()
  #cut: string | undefined

  constructor(target: number) {
    this.#target = target
    this.#server = createServer((client) => this.#accept(client))
  }

  /** @param path of a socket, which is open to all users of this machine: vtcombo refuses to be root */
  async listen(path: string): Promise<void> {
    rmSync(path, { force: true })
    this.#server.listen({ path, readableAll: true, writableAll: true })
    await once(this.#server, 'listening')
  }

  /** @param database such as `vt_mcpobs_-80`; its connections end, and no new one is let in */
  cut(database: string): void {
    this.#cut = database
    for (const [client, message] of this.#databases) if (message.includes(`${database}\0`)) client.destroy()
  }

  mend(): void {
    this.#cut = undefined
  }

  stop(): void {
    this.#server.close()
    for (const client of this.#databases.keys()) client.destroy()
  }

  #accept(client: Socket): void {
    const upstream = connect(this.#target, '127.0.0.1')
    client.on('error', () => upstream.destroy()).on('close', () => upstream.destroy())
    upstream.on('error', () => client.destroy()).on('close', () => client.destroy())
    upstream.pipe(client)
    client.once('data', (message: Buffer) => {
      const text = message.toString('latin1')
      if (this.#cut !== undefined && text.includes(`${this.#cut}\0`)) return client.destroy()
      this.#databases.set(client, text)
      client.once('close', () => this.#databases.delete(client))
      upstream.write(message)
      client.pipe(upstream)
    })
  }
}
