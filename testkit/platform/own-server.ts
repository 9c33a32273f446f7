import { rmSync } from 'node:fs'
import { createConnection } from 'mysql2/promise'
import type { Program } from '../processes/program.ts'
import { untilReady } from '../processes/until-ready.ts'

/** A database server of a test's own, which can be given settings that others must not get, frozen and killed. */
export abstract class OwnServer {
  readonly port: number
  readonly #data: string
  #program!: Program

  /** @param data a folder, which `stop` deletes */
  protected constructor(port: number, data: string) {
    this.port = port
    this.#data = data
  }

  /** @param program of this server, which has just been started */
  protected async untilReady(program: Program, timeoutMs: number): Promise<void> {
    this.#program = program
    await untilReady(program, () => this.run('select 1'), timeoutMs)
  }

  /** The address of a database there, for a user who may do everything in it and nothing else. */
  async create(name: string): Promise<string> {
    await this.run(`create database ${name}`)
    await this.run(`create user app identified by 'app'`)
    await this.run(`grant all on ${name}.* to app`)
    return `mysql://app:app@127.0.0.1:${this.port}/${name}`
  }

  /** Runs a statement as the administrator. */
  async run<T = Record<string, unknown>>(statement: string): Promise<T[]> {
    const connection = await this.connect()
    try {
      const [rows] = await connection.query(statement)
      return rows as T[]
    } finally {
      await connection.end()
    }
  }

  connect() {
    return createConnection(`mysql://root@127.0.0.1:${this.port}`)
  }

  freeze(): void {
    this.#program.signal('SIGSTOP')
  }

  thaw(): void {
    this.#program.signal('SIGCONT')
  }

  /** As a machine that loses its power: it writes nothing any more. */
  async kill(): Promise<void> {
    this.#program.kill()
    await this.#program.exitedWithin(0)
  }

  /** Ends it, and deletes its data. */
  async stop(): Promise<void> {
    await this.kill()
    rmSync(this.#data, { recursive: true, force: true })
  }
}
