import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { Redis } from 'iovalkey'
import { freePort } from '../processes/free-port.ts'
import { Program } from '../processes/program.ts'

/** Debian's Redis speaks the same protocol. `VALKEY_SERVER` names another program, such as `valkey-server`. */
const PROGRAM = process.env.VALKEY_SERVER ?? 'redis-server'

/** Whether there is a server to start. That CI has one is checked by the tests of the server. */
export const hasValkey = ['', ...(process.env.PATH ?? '').split(delimiter)].some((folder) =>
  existsSync(join(folder, PROGRAM)),
)

/** A real Valkey on a free port, which keeps nothing on disk, and what can happen to it. */
export class TestValkey {
  readonly port: number
  readonly #arguments: string[]
  #program!: Program
  /** What `fill` took away, in bytes. */
  #memory = '0'

  private constructor(port: number, settings: string[]) {
    this.port = port
    this.#arguments = [...settings, '--bind', '127.0.0.1', '--save', '']
  }

  /** @param settings of its command line, such as `--requirepass` */
  static async start(settings: string[] = []): Promise<TestValkey> {
    const port = await freePort()
    const valkey = new TestValkey(port, ['--port', String(port), ...settings])
    await valkey.start()
    return valkey
  }

  /** Takes encrypted connections only. @param key and its certificate: files in PEM. @param settings as for `start` */
  static async startWithTls(key: string, certificate: string, settings: string[] = []): Promise<TestValkey> {
    const port = await freePort()
    const files = ['--tls-key-file', key, '--tls-cert-file', certificate, '--tls-auth-clients', 'no']
    const valkey = new TestValkey(port, ['--port', '0', '--tls-port', String(port), ...files, ...settings])
    await valkey.start()
    return valkey
  }

  /** Starts it again after `kill`, empty. */
  async start(): Promise<void> {
    const [first = '', ...args] = this.#arguments
    this.#program = new Program(first, { command: PROGRAM, args })
    await this.#program.says(/Ready to accept connections/)
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`
  }

  /** It ends at once, also when it is frozen. */
  async kill(): Promise<void> {
    this.#program.kill()
    await this.#program.stop()
  }

  /** It takes connections, and answers nothing. */
  freeze(): void {
    this.#program.signal('SIGSTOP')
  }

  thaw(): void {
    this.#program.signal('SIGCONT')
  }

  /** It refuses what needs memory, until `makeRoom`. */
  async fill(): Promise<void> {
    const [, memory] = (await this.send('config', 'get', 'maxmemory')) as string[]
    this.#memory = memory!
    await this.send('config', 'set', 'maxmemory', '1')
  }

  /** It has the memory again that its settings give it: without a limit, it would be another server than before. */
  async makeRoom(): Promise<void> {
    await this.send('config', 'set', 'maxmemory', this.#memory)
  }

  /** Sends one command, as an operator does. */
  async send(command: string, ...args: string[]): Promise<unknown> {
    const client = new Redis(this.port, '127.0.0.1', { enableReadyCheck: false })
    try {
      return await client.call(command, ...args)
    } finally {
      client.disconnect()
    }
  }
}
