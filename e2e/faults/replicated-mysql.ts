import assert from 'node:assert/strict'
import { OwnMySql } from '#testkit/platform/own-mysql.ts'
import { freePort } from '#testkit/processes/free-port.ts'

/** Each transaction has a number that is the same on all servers: https://dev.mysql.com/doc/refman/9.7/en/replication-gtids.html */
const GTIDS = ['--gtid-mode=ON', '--enforce-gtid-consistency=ON']
/** Seconds in which a standby has all that the primary had. */
const CATCH_UP_S = 300

/** Genuine MySQL that another one can take over from. */
export class ReplicatedMySql extends OwnMySql {
  static override async start(folder: string): Promise<ReplicatedMySql> {
    const port = await freePort()
    const mySql = new ReplicatedMySql(port, folder, [...GTIDS, `--server-id=${port}`])
    await mySql.start('new')
    return mySql
  }

  /** Another server with all that this one has, and gets. It refuses to write. */
  async startStandby(): Promise<ReplicatedMySql> {
    const standby = await ReplicatedMySql.start(this.folder)
    // It begins with the first transaction of all: to write each to the disk by itself takes minutes.
    await standby.run('set global sync_binlog = 0, global innodb_flush_log_at_trx_commit = 2')
    await standby.follow(this)
    await standby.#catchUpWith(this)
    await standby.run('set global sync_binlog = 1, global innodb_flush_log_at_trx_commit = 1')
    return standby
  }

  /** Refuses to write, and copies what another server writes. */
  async follow(primary: ReplicatedMySql): Promise<void> {
    await this.run('set global super_read_only = 1')
    await this.run(`change replication source to source_host = '127.0.0.1', source_port = ${primary.port},
      source_user = 'root', source_auto_position = 1, get_source_public_key = 1`)
    await this.run('start replica')
  }

  /** Ends the writing of a server, and writes in its place from its last transaction on. */
  async takeOver(primary: ReplicatedMySql): Promise<void> {
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

  async #catchUpWith(primary: ReplicatedMySql): Promise<void> {
    const wait = `select wait_for_executed_gtid_set('${await primary.#readGtids()}', ${CATCH_UP_S}) as is_late`
    const [waited] = await this.run<{ is_late: number }>(wait)
    assert.equal(waited!.is_late, 0, `The standby needs more than ${CATCH_UP_S} s`)
  }
}
