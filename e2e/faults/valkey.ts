import { connect } from 'node:net'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '#testkit/processes/free-port.ts'
import { Program } from '#testkit/processes/program.ts'

/** The settings of docker-compose.production.yml. */
const SETTINGS = [
  '--save',
  '',
  '--appendonly',
  'no',
  '--maxmemory',
  '128mb',
  '--maxmemory-policy',
  'noeviction',
]

/** Valkey, or Redis, which speaks the same. */
export class Valkey {
  readonly port: number
  #program!: Program

  private constructor(port: number) {
    this.port = port
  }

  static async start(): Promise<Valkey> {
    const valkey = new Valkey(await freePort())
    await valkey.start()
    return valkey
  }

  async start(): Promise<void> {
    const args = [String(this.port), '--bind', '127.0.0.1', ...SETTINGS]
    this.#program = new Program('--port', { command: process.env.VALKEY ?? 'valkey-server', args })
    while (!(await this.command('PING').catch(() => ''))) {
      if (this.#program.hasExited) throw new Error(`Valkey did not start\n${this.#program.describe()}`)
      await sleep(50)
    }
  }

  async kill(): Promise<void> {
    this.#program.kill()
    await this.#program.exitedWithin(0)
  }

  freeze(): void {
    this.#program.signal('SIGSTOP')
  }

  thaw(): void {
    this.#program.signal('SIGCONT')
  }

  /** @returns the first line of the answer */
  async command(line: string): Promise<string> {
    const socket = connect(this.port, '127.0.0.1')
    try {
      await once(socket, 'connect')
      socket.write(`${line}\r\n`)
      const [answer] = (await once(socket, 'data')) as [Buffer]
      return answer.toString().split('\r\n')[0]!
    } finally {
      socket.destroy()
    }
  }
}
