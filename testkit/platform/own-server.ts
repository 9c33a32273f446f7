import { createConnection } from 'mysql2/promise'

/** A database server of a test's own, which can be given settings that others must not get. */
export abstract class OwnServer {
  readonly port: number

  protected constructor(port: number) {
    this.port = port
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

  /** Ends it, and deletes its data. */
  abstract stop(): Promise<void>
}
