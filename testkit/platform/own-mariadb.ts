import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../processes/free-port.ts'
import { OwnServer } from './own-server.ts'

/** Whether this machine has MariaDB's server. CI has it. */
export const hasMariaDb = spawnSync('mariadbd', ['--no-defaults', '--version']).status === 0

/** A MariaDB of a test's own, which can be frozen. */
export class OwnMariaDb extends OwnServer {
  readonly #server: ChildProcess
  readonly #folder: string

  private constructor(port: number, server: ChildProcess, folder: string) {
    super(port)
    this.#server = server
    this.#folder = folder
  }

  static async start(options: readonly string[] = []): Promise<OwnMariaDb> {
    const folder = mkdtempSync(join(tmpdir(), 'own-mariadb-'))
    const port = await freePort()
    const common = [
      '--no-defaults',
      `--user=${userInfo().username}`,
      `--datadir=${folder}/db`,
      // Each server deletes what it finds there when it starts, such as the temporary tables of another one.
      `--tmpdir=${folder}`,
      ...options,
    ]
    const root = ['--skip-test-db', '--auth-root-authentication-method=normal']
    const installed = spawnSync('mariadb-install-db', [...common, ...root], { encoding: 'utf8' })
    if (installed.status !== 0) throw new Error(`${installed.stdout}${installed.stderr}`)
    const args = [...common, `--socket=${folder}/s`, '--bind-address=127.0.0.1', `--port=${port}`]
    const server = spawn('mariadbd', args, { stdio: 'ignore' })
    const database = new OwnMariaDb(port, server, folder)
    await database.#isUp()
    return database
  }

  freeze(): void {
    this.#server.kill('SIGSTOP')
  }

  thaw(): void {
    this.#server.kill('SIGCONT')
  }

  async stop(): Promise<void> {
    this.thaw()
    this.#server.kill('SIGKILL')
    if (this.#server.exitCode === null && this.#server.signalCode === null) await once(this.#server, 'exit')
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async #isUp(): Promise<void> {
    for (;;) {
      try {
        return void (await this.run('select 1'))
      } catch (error) {
        if (this.#server.exitCode !== null) throw error
        await sleep(100)
      }
    }
  }
}
