import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createConnection } from 'mysql2/promise'
import { freePort, Program } from '../processes/program.ts'

export interface TestDatabase {
  name: string
  create(): Promise<{ url: string; drop: () => Promise<void> }>
}

const sqlite: TestDatabase = {
  name: 'SQLite',
  async create() {
    const folder = mkdtempSync(join(tmpdir(), 'mcp-obs-e2e-'))
    return {
      url: `sqlite:${join(folder, 'platform.db')}`,
      drop: async () => rmSync(folder, { recursive: true, force: true }),
    }
  },
}

const MYSQL_DATABASE = 'mcpobs_test_e2e'

const mySql: TestDatabase = {
  name: 'MySQL',
  async create() {
    await onMySql(`drop database if exists ${MYSQL_DATABASE}`)
    await onMySql(`create database ${MYSQL_DATABASE}`)
    return {
      url: `${process.env.MYSQL_URL?.replace(/\/+$/, '')}/${MYSQL_DATABASE}`,
      drop: () => onMySql(`drop database ${MYSQL_DATABASE}`),
    }
  },
}

/** Runs one statement on the server that `MYSQL_URL` names. */
export async function onMySql(statement: string): Promise<void> {
  const connection = await createConnection(process.env.MYSQL_URL ?? '')
  await connection.query(statement)
  await connection.end()
}

/** MySQL is there when `MYSQL_URL` names a server; that CI has one is checked by the tests of the server. */
export const databases: TestDatabase[] = process.env.MYSQL_URL ? [sqlite, mySql] : [sqlite]

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
