import { TcpProxy } from '#testkit/network/tcp-proxy.ts'
import { Program } from '#testkit/processes/program.ts'
import { readMetric } from '#testkit/platform/read-metric.ts'
import { untilReady } from '#testkit/processes/until-ready.ts'

const READY_MS = 120_000

/** What a process runs: a folder with a release of the platform, and the file that starts it. */
export interface Release {
  folder: string
  file: string
  /** What git calls it, and the table. Absent for what is here. */
  revision?: string
  name?: string
  /** Releases before did not tell the changes of one process to dashboards at another one. */
  isOneProcess?: boolean
}

/** One process of the platform, with a network of its own to the database. */
export class Replica {
  /** One of this machine's loopback addresses: so all have the same ports, as machines of their own would. */
  readonly host: string
  readonly network: TcpProxy
  readonly port: string
  readonly #settings: Record<string, string>
  program!: Program

  private constructor(host: string, network: TcpProxy, settings: Record<string, string>) {
    this.host = host
    this.network = network
    this.port = settings.PORT!
    this.#settings = { ...settings, HOST: host }
  }

  /** It does not run yet. */
  static async create(host: string, settings: Record<string, string>): Promise<Replica> {
    const database = new URL(settings.DATABASE_URL!)
    const network = new TcpProxy(Number(database.port))
    await network.listen()
    database.port = String(network.port)
    return new Replica(host, network, { ...settings, DATABASE_URL: database.href })
  }

  /** Starts it, and waits until it is ready. @param settings others than before, for this start */
  async start({ folder, file }: Release, settings: Record<string, string> = {}): Promise<void> {
    this.program = new Program(file, { cwd: folder, env: { ...this.#settings, ...settings } })
    await untilReady(this.program, () => this.isReady(), READY_MS)
  }

  get #health(): string {
    return `http://${this.host}:${this.#settings.HEALTH_PORT}`
  }

  async isReady(): Promise<boolean> {
    return (await fetch(`${this.#health}/readyz`)).ok
  }

  /** A number of its metrics. @param label see `readMetric` */
  readMetric(name: string, label?: string): Promise<number> {
    return readMetric(this.#health, name, label)
  }

  /** Gently, as a supervisor stops it. */
  async stop(): Promise<void> {
    const code = await this.program.stop()
    if (code !== 0) throw new Error(`It ended with ${code}\n${this.program.describe()}`)
  }

  freeze(): void {
    this.program.signal('SIGSTOP')
  }

  thaw(): void {
    this.program.signal('SIGCONT')
  }

  async kill(): Promise<void> {
    this.program.kill()
    await this.program.exitedWithin(0)
  }
}
