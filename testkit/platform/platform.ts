import { freePort } from '../processes/free-port.ts'
import { Program } from '../processes/program.ts'
import { sqlite, type TestDatabase } from './databases.ts'

/** What a start changes of the settings of these tests. */
type Settings = Record<string, string | undefined>

/** The platform in a process of its own, on free ports and a database of its own. It can be stopped and started again. */
export class Platform {
  readonly origin: string
  readonly health: string
  readonly settings: Settings
  readonly #drop: () => Promise<void>
  program!: Program

  private constructor(port: number, healthPort: number, settings: Settings, drop: () => Promise<void>) {
    this.origin = `http://localhost:${port}`
    this.health = `http://127.0.0.1:${healthPort}`
    this.#drop = drop
    this.settings = {
      PORT: String(port),
      HEALTH_PORT: String(healthPort),
      APP_ORIGIN: this.origin,
      BASE_DOMAIN: `localhost:${port}`,
      // One address plays everybody here.
      QUOTA_IP_PER_MINUTE: '100000',
      QUOTA_SERVER_PER_MINUTE: '100000',
      QUOTA_EMAIL_PER_10_MINUTES: '100000',
      ...settings,
    }
  }

  static async start(settings: Settings = {}, database: TestDatabase = sqlite): Promise<Platform> {
    const { url, drop } = await database.create()
    const platform = new Platform(
      await freePort(),
      await freePort(),
      { DATABASE_URL: url, ...settings },
      drop,
    )
    try {
      await platform.start()
    } catch (error) {
      await platform.end()
      throw error
    }
    return platform
  }

  /** Starts it again after `program` was stopped, with the same data. */
  async start(): Promise<void> {
    this.program = new Program('server/main.ts', { env: this.settings })
    await this.program.says(/Dashboard: http/)
  }

  /** Stops it for good and takes its data away. */
  async end(): Promise<void> {
    await this.program.stop()
    await this.#drop()
  }
}
