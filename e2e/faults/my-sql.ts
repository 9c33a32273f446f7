import assert from 'node:assert/strict'
import { freePort } from '#testkit/processes/free-port.ts'
import { Program } from '#testkit/processes/program.ts'
import { untilReady } from '#testkit/processes/until-ready.ts'
import { createConnection, type RowDataPacket } from 'mysql2/promise'

/** A first start fetches MySQL and makes its files. */
const START_MS = 300_000
const NAME = 'mcp_obs'
/** Each transaction has a number that is the same on all servers: https://dev.mysql.com/doc/refman/9.7/en/replication-gtids.html */
const GTIDS = ['--gtid-mode=ON', '--enforce-gtid-consistency=ON']
/** Seconds in which a standby has all that the primary had. */
const CATCH_UP_S = 300

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
    // The platform's user must not be an administrator, who may write to a server that is read-only.
    await mySql.run(`create database ${NAME} character set utf8mb4`)
    await mySql.run(`create user app identified by 'app'`)
    await mySql.run(`grant all on ${NAME}.* to app`)
    return mySql
  }

  /** Another server with all that this one has, and gets. It refuses to write. */
  async startStandby(): Promise<MySql> {
    const standby = new MySql(await freePort(), this.#folder)
    await standby.start('new')
    // It begins with the first transaction of all: to write each to the disk by itself takes minutes.
    await standby.run('set global sync_binlog = 0, global innodb_flush_log_at_trx_commit = 2')
    await standby.follow(this)
    await standby.#catchUpWith(this)
    await standby.run('set global sync_binlog = 1, global innodb_flush_log_at_trx_commit = 1')
    return standby
  }

  /** Refuses to write, and copies what another server writes. */
  async follow(primary: MySql): Promise<void> {
    await this.run('set global super_read_only = 1')
    await this.run(`change replication source to source_host = '127.0.0.1', source_port = ${primary.port},
      source_user = 'root', source_auto_position = 1, get_source_public_key = 1`)
    await this.run('start replica')
  }

  /** Ends the writing of a server, and writes in its place from its last transaction on. */
  async takeOver(primary: MySql): Promise<void> {
    await primary.run('set global super_read_only = 1')
    await this.#catchUpWith(primary)
    await this.run('stop replica')
    await this.run('reset replica all')
    await this.run('set global super_read_only = 0, global read_only = 0')
  }

  /** How many transactions it has, of its own and of others. */
  async countTransactions(): Promise<number> {
    const gtids = await this.#readGtids()
    return [...gtids.matchAll(/:(\d+)(?:-(\d+))?/g)].reduce(
      (sum, [, first, last = first]) => sum + Number(last) - Number(first) + 1,
      0,
    )
  }

  /** How many connections of the platform it has. */
  async countSessions(): Promise<number> {
    const [sessions] = await this.run<{ count: number }>(
      `select count(*) as count from performance_schema.processlist where user = 'app'`,
    )
    return sessions!.count
  }

  /** The numbers of all transactions that it has. */
  async #readGtids(): Promise<string> {
    const [known] = await this.run<{ gtids: string }>('select @@global.gtid_executed as gtids')
    return known!.gtids
  }

  async #catchUpWith(primary: MySql): Promise<void> {
    const wait = `select wait_for_executed_gtid_set('${await primary.#readGtids()}', ${CATCH_UP_S}) as is_late`
    const [waited] = await this.run<{ is_late: number }>(wait)
    assert.equal(waited!.is_late, 0, `The standby needs more than ${CATCH_UP_S} s`)
  }

  /** @param data `kept` starts with the data that is there */
  async start(data: 'new' | 'kept'): Promise<void> {
    const args = [
      this.#folder,
      String(this.port),
      ...(data === 'kept' ? ['--kept'] : []),
      `--server-id=${this.port}`,
      ...GTIDS,
    ]
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
