import { existsSync, rmSync } from 'node:fs'
import { freePort } from '../processes/free-port.ts'
import { Program } from '../processes/program.ts'
import { untilReady } from '../processes/until-ready.ts'
import { runOnMySql } from './databases.ts'
import { OwnServer } from './own-server.ts'

/** A first start makes its files. */
const START_MS = 60_000

/** Where `.ci/mysql` has unpacked the server that `MYSQL_URL` names, if it has and that is on this machine. */
export async function findMySqlFolder(): Promise<string | undefined> {
  if (!process.env.MYSQL_URL) return undefined
  const [row] = await runOnMySql('select @@lc_messages_dir as messages')
  const [folder = '', rest] = row!.messages!.split('/root/usr/share/')
  return rest && existsSync(`${folder}/root/usr/sbin/mysqld`) ? folder : undefined
}

/** Genuine MySQL of a test's own. */
export class OwnMySql extends OwnServer {
  readonly #folder: string
  readonly #program: Program

  private constructor(port: number, folder: string, program: Program) {
    super(port)
    this.#folder = folder
    this.#program = program
  }

  /** @param folder as `findMySqlFolder` found it */
  static async start(folder: string): Promise<OwnMySql> {
    const port = await freePort()
    const args = [folder, String(port), '--skip-log-bin']
    const mySql = new OwnMySql(port, folder, new Program('.ci/mysql', { command: 'bash', args }))
    await untilReady(mySql.#program, () => mySql.run('select 1'), START_MS)
    return mySql
  }

  async stop(): Promise<void> {
    this.#program.kill()
    await this.#program.stop()
    rmSync(`${this.#folder}/data-${this.port}`, { recursive: true, force: true })
  }
}
