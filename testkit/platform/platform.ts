import { sendOverHttp } from '../http/send.ts'
import { freePort } from '../processes/free-port.ts'
import { Program } from '../processes/program.ts'
import { untilReady } from '../processes/until-ready.ts'
import { type Database, sqlite, type DatabaseKind } from './database-kinds.ts'

/** What a start changes of the settings of these tests. */
type Settings = Record<string, string | undefined>

/** Milliseconds. The first start migrates, which takes Vitess most of them. */
const START_MS = 80_000

/** The platform in a process of its own, on free ports and a database of its own. It can be stopped and started again. */
export class Platform {
  readonly origin: string
  readonly health: string
  readonly settings: Settings
  readonly databaseUrl: string
  readonly #drop: () => Promise<void>
  program!: Program

  private constructor(port: number, healthPort: number, settings: Settings, { url, drop }: Database) {
    this.origin = settings.APP_ORIGIN ?? `http://localhost:${port}`
    this.health = `http://127.0.0.1:${healthPort}`
    this.databaseUrl = url
    this.#drop = drop
    this.settings = {
      PORT: String(port),
      HEALTH_PORT: String(healthPort),
      APP_ORIGIN: this.origin,
      BASE_DOMAIN: `localhost:${port}`,
      DATABASE_URL: url,
      // One address plays everybody here.
      QUOTA_IP_PER_MINUTE: '100000',
      QUOTA_SERVER_PER_MINUTE: '100000',
      QUOTA_EMAIL_PER_10_MINUTES: '100000',
      ...settings,
    }
  }

  /** @param purpose of the database; platforms that run at the same time on MySQL need different ones. */
  static async start(
    settings: Settings = {},
    database: DatabaseKind = sqlite,
    purpose?: string,
  ): Promise<Platform> {
    const created = await database.create(purpose)
    const platform = new Platform(await freePort(), await freePort(), settings, created)
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
    this.program = new Program(process.env.PLATFORM_FILE ?? 'server/main.ts', { env: this.settings })
    await untilReady(this.program, () => isUp(this.origin), START_MS)
  }

  /** Stops it for good and takes its data away. */
  async end(): Promise<void> {
    await this.program.stop()
    await this.#drop()
  }
}

async function isUp(origin: string): Promise<boolean> {
  const { host } = new URL(origin)
  const request = { method: 'GET', host, path: '/trpc/account.signUpPolicy', headers: {} }
  const { statusCode } = await sendOverHttp(request)
  return statusCode === 200
}
