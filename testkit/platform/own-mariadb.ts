import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../processes/free-port.ts'
import { createConnection } from 'mysql2/promise'

/** Whether this machine has MariaDB's server. CI has it. */
export const hasMariaDb = spawnSync('mariadbd', ['--no-defaults', '--version']).status === 0

/** A MariaDB of a test's own, which can be frozen, or given settings that others must not get. */
export class OwnMariaDb {
  readonly port: number
  readonly #server: ChildProcess
  readonly #folder: string

  private constructor(port: number, server: ChildProcess, folder: string) {
    this.port = port
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

  /** The address of a database there, for a user who may do everything in it and nothing else. */
  async create(name: string): Promise<string> {
    await this.run(`create database ${name}`)
    await this.run(`create user app identified by 'app'`)
    await this.run(`grant all on ${name}.* to app`)
    return `mysql://app:app@127.0.0.1:${this.port}/${name}`
  }

  /** Runs a statement as the administrator. */
  async run(statement: string): Promise<Record<string, unknown>[]> {
    const connection = await this.connect()
    try {
      const [rows] = await connection.query(statement)
      return rows as Record<string, unknown>[]
    } finally {
      await connection.end()
    }
  }

  connect() {
    return createConnection(`mysql://root@127.0.0.1:${this.port}`)
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
