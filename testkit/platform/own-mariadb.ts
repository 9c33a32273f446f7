import { spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../processes/free-port.ts'
import { Program } from '../processes/program.ts'
import { OwnServer } from './own-server.ts'

const START_MS = 60_000

/** Whether this machine has MariaDB's server. CI has it. */
export const hasMariaDb = spawnSync('mariadbd', ['--no-defaults', '--version']).status === 0

/** A MariaDB of a test's own. */
export class OwnMariaDb extends OwnServer {
  static async start(options: readonly string[] = []): Promise<OwnMariaDb> {
    const folder = mkdtempSync(join(tmpdir(), 'own-mariadb-'))
    const port = await freePort()
    const common = [
      `--user=${userInfo().username}`,
      `--datadir=${folder}/db`,
      // Each server deletes what it finds there when it starts, such as the temporary tables of another one.
      `--tmpdir=${folder}`,
      ...options,
    ]
    const root = ['--no-defaults', '--skip-test-db', '--auth-root-authentication-method=normal']
    const installed = spawnSync('mariadb-install-db', [...root, ...common], { encoding: 'utf8' })
    if (installed.status !== 0) throw new Error(`${installed.stdout}${installed.stderr}`)
    const args = [...common, `--socket=${folder}/s`, '--bind-address=127.0.0.1', `--port=${port}`]
    const database = new OwnMariaDb(port, folder)
    await database.untilReady(new Program('--no-defaults', { command: 'mariadbd', args }), START_MS)
    return database
  }
}
