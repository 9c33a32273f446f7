import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { vi } from 'vitest'

/** A connection of its own to a server of this machine. It sends bytes as a test says, and never closes by itself. */
export class Talker {
  heard = ''
  readonly connected: Promise<unknown>
  /** The server will send no more. */
  readonly ended: Promise<unknown>
  readonly #socket: Socket

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).setEncoding('utf8')
    this.#socket.on('data', (chunk: string) => (this.heard += chunk))
    this.connected = once(this.#socket, 'connect')
    this.ended = new Promise<void>((resolve) => {
      this.#socket.on('error', () => {})
      this.#socket.on('close', resolve).on('end', resolve)
    })
  }

  /** Its own port, by which the server knows it. */
  get port(): number | undefined {
    return this.#socket.localPort
  }

  say(bytes: string): void {
    this.#socket.write(bytes)
  }

  async hears(pattern: RegExp): Promise<void> {
    await vi.waitUntil(() => pattern.test(this.heard), { timeout: 15_000 })
  }

  leave(): void {
    this.#socket.destroy()
  }
}
