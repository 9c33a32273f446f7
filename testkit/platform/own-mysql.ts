import { existsSync } from 'node:fs'
import { freePort } from '../processes/free-port.ts'
import { Program } from '../processes/program.ts'
import { runOnMySql } from './database-kinds.ts'
import { OwnServer } from './own-server.ts'

/** A first start makes its files, and fetches MySQL where it is not there. */
const START_MS = 300_000

/** Where `.ci/mysql` has unpacked the server that `MYSQL_URL` names, if it has and that is on this machine. */
export async function findMySqlFolder(): Promise<string | undefined> {
  if (!process.env.MYSQL_URL) return undefined
  const [row] = await runOnMySql('select @@lc_messages_dir as messages')
  const [folder = '', rest] = row!.messages!.split('/root/usr/share/')
  return rest && existsSync(`${folder}/root/usr/sbin/mysqld`) ? folder : undefined
}

/** Genuine MySQL of a test's own, as `.ci/mysql` starts it. */
export class OwnMySql extends OwnServer {
  protected readonly folder: string
  readonly #options: readonly string[]

  /**
   * It does not run yet.
   *
   * @param folder where MySQL is unpacked, or will be
   * @param options of mysqld
   */
  protected constructor(port: number, folder: string, options: readonly string[]) {
    super(port, `${folder}/data-${port}`)
    this.folder = folder
    this.#options = options
  }

  /** @param folder as `findMySqlFolder` found it */
  static async start(folder: string): Promise<OwnMySql> {
    const mySql = new OwnMySql(await freePort(), folder, ['--skip-log-bin'])
    await mySql.start('new')
    return mySql
  }

  /** @param data `kept` starts with the data that is there */
  async start(data: 'new' | 'kept'): Promise<void> {
    const kept = data === 'kept' ? ['--kept'] : []
    const args = [this.folder, String(this.port), ...kept, ...this.#options]
    await this.untilReady(new Program('.ci/mysql', { command: 'bash', args }), START_MS)
  }
}
