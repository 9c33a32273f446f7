import { connect, createServer, type Server, type Socket } from 'node:net'
import { once } from 'node:events'
import { MySqlWire, type WireCommand } from './mysql-wire.ts'

/** Stands between the platform and its database, to fail as networks do, and to see what the database gets. */
export class TcpProxy {
  #target: number
  readonly #observe: ((command: WireCommand) => void) | undefined
  readonly #sockets = new Set<Socket>()
  #server: Server | undefined
  #port = 0
  #frozen = false
  #delayMs = 0
  #freezeAt: string | undefined
  #loseAt: string | undefined
  #cutAt: { statement: string; when: 'before' | 'after' } | undefined

  constructor(target: number, observe?: (command: WireCommand) => void) {
    this.#target = target
    this.#observe = observe
  }

  /** Stands before the database of a URL from now on. @returns also the URL that leads through it */
  static async before(
    database: string,
    observe?: (command: WireCommand) => void,
  ): Promise<{ network: TcpProxy; through: string }> {
    const url = new URL(database)
    const network = new TcpProxy(Number(url.port || 3306), observe)
    await network.listen()
    url.host = `127.0.0.1:${network.port}`
    return { network, through: url.href }
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

  /** Lets each message of a client wait before it goes on to the database. */
  delay(milliseconds: number): void {
    this.#delayMs = milliseconds
  }

  /** Lets nothing through on the connections that there are, for good and without a word. New ones work. */
  lose(): void {
    for (const socket of this.#sockets) socket.pause()
    this.#sockets.clear()
  }

  /** Takes new connections to another database, as a name that moves does. Those that there are stay where they are. */
  moveTo(target: number): void {
    this.#target = target
  }

  /** Carries this statement to the database, then lets nothing back, until `thaw`. */
  freezeAt(statement: string): void {
    this.#freezeAt = statement
  }

  /** Carries this statement to the database, then lets nothing back on its connection. Each time, until it is called without one. */
  loseAt(statement?: string): void {
    this.#loseAt = statement
  }

  /** Cuts all connections once: before the database sees this statement, or after it has carried it out. */
  cutAt(statement: string, when: 'before' | 'after'): void {
    this.#cutAt = { statement, when }
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
    let answerIsLost = false
    const wire = new MySqlWire()
    client.on('data', (chunk: Buffer) => {
      const commands = wire.readClient(chunk)
      if (this.#observe) commands.forEach(this.#observe)
      const runs = (statement: string) =>
        commands.some(
          ({ kind, sql }) => kind !== 'prepare' && !isSessionSetUp(sql) && sql.includes(statement),
        )
      const cut = this.#cutAt && runs(this.#cutAt.statement) ? this.#cutAt.when : undefined
      if (cut) this.#cutAt = undefined
      if (cut === 'before') return this.#cutAll()
      answerIsLost = cut === 'after'
      if (this.#delayMs > 0) setTimeout(() => database.write(chunk), this.#delayMs)
      else database.write(chunk)
      if (this.#loseAt && runs(this.#loseAt)) database.pause()
      if (this.#freezeAt && runs(this.#freezeAt)) {
        this.#freezeAt = undefined
        this.freeze()
      }
    })
    database.on('data', (chunk: Buffer) => {
      wire.readServer(chunk)
      if (answerIsLost) this.#cutAll()
      else client.write(chunk)
    })
    if (this.#frozen) client.pause()
  }

  #cutAll(): void {
    for (const socket of this.#sockets) socket.destroy()
  }
}

/** It is sent on each new connection. On MySQL, other bytes stand before it. */
const isSessionSetUp = (sql: string): boolean => sql.includes('autocommit')
