import { freePort } from '#testkit/processes/free-port.ts'
import { Program } from '#testkit/processes/program.ts'
import { untilReady } from '#testkit/processes/until-ready.ts'
import { createConnection, type RowDataPacket } from 'mysql2/promise'

/** A first start fetches MySQL and makes its files. */
const START_MS = 300_000
const NAME = 'mcp_obs'

/** Genuine MySQL, as `.ci/mysql` starts it: a process that can be killed, and started again with its data. */
export class MySql {
  readonly port: number
  readonly #folder: string
  #program!: Program

  private constructor(port: number, folder: string) {
    this.port = port
    this.#folder = folder
  }

  /** @param folder where MySQL is unpacked, or will be */
  static async start(folder: string): Promise<MySql> {
    const mySql = new MySql(await freePort(), folder)
    await mySql.start('new')
    // The platform's user is no administrator, for whom a server that is read-only is not.
    await mySql.run(`create database ${NAME} character set utf8mb4`)
    await mySql.run(`create user app identified by 'app'`)
    await mySql.run(`grant all on ${NAME}.* to app`)
    return mySql
  }

  /** @param data `kept` starts with the data that is there */
  async start(data: 'new' | 'kept'): Promise<void> {
    const args = [this.#folder, String(this.port), ...(data === 'kept' ? ['--kept'] : [])]
    this.#program = new Program('.ci/mysql', { command: 'bash', args })
    await untilReady(this.#program, () => this.run('select 1'), START_MS)
  }

  /** As a machine that loses its power: it writes nothing any more. */
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

  /** Runs a statement as the administrator. */
  async run<T>(statement: string): Promise<T[]> {
    const connection = await createConnection(`mysql://root@127.0.0.1:${this.port}`)
    try {
      const [rows] = await connection.query<RowDataPacket[]>(statement)
      return rows as T[]
    } finally {
      await connection.end()
    }
  }
}

/** The platform's address of the database, through a proxy. */
export const databaseUrl = (proxyPort: number): string => `mysql://app:app@127.0.0.1:${proxyPort}/${NAME}`
