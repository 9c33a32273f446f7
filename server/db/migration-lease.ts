import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { createPool, type ResultSetHeader, type RowDataPacket } from 'mysql2'
import type { Pool } from 'mysql2/promise'
import { newId } from './column-types.ts'
import { readMySqlUrl } from './database-url.ts'
import { SESSION_SETTINGS } from './session-settings.ts'
import { ANSWER_MS, newSilence } from './silence.ts'
import { UnchangedSign } from './unchanged-sign.ts'

/** One row, which names the process that migrates. No migration makes it, because it must be there before the first one. */
export const LEASE_TABLE = 'migration_lease'
/** Seconds for which a process has the lease after a sign of life. Others take it over later. */
export const LEASE_SECONDS = 15
/** Between two signs of life. */
const RENEW_EVERY_MS = 3_000
/** A statement of a migration begins only while the lease holds at least this long. */
const MARGIN_MS = 5_000
/** Between two attempts to get the lease. */
const RETRY_MS = 1_000

const NO_SUCH_TABLE = 'ER_NO_SUCH_TABLE'
const END = `utc_timestamp(3) + interval ${LEASE_SECONDS} second`

/**
 * Lets one process at a time migrate a MySQL database. `GET_LOCK` would need one connection that stays: proxies and pools
 * break it, and Vitess does not know it as MySQL does.
 */
export class MigrationLease {
  readonly #pool: Pool
  #socket: Socket | undefined
  /** Why the session of the connection could not be set up. What then fails on it says only that it is closed. */
  #refusal: Error | undefined
  readonly #holder = newId()
  /** Of the process that has the lease. */
  readonly #other = new UnchangedSign()
  /** In the time of `performance.now()`. Earlier than the end in the database. */
  #holdsUntil = Number.NEGATIVE_INFINITY
  #renewing: Promise<boolean> | undefined
  #timer: NodeJS.Timeout | undefined
  #loss: Error | undefined
  /** Hears once that this process has the lease no more, and must end what it does in the database. */
  onLoss: (loss: Error) => void = () => {}

  constructor(url: string) {
    const pool = createPool({ ...readMySqlUrl(url), connectionLimit: 1, connectTimeout: ANSWER_MS })
    pool.on('connection', (connection) => {
      this.#socket = (connection as unknown as { stream: Socket }).stream
      // Runs before what the connection was made for. In a session that is not set up, nothing may run.
      this.#refusal = undefined
      connection.query(`set ${SESSION_SETTINGS}`, (error) => {
        if (!error) return
        this.#refusal = error
        connection.destroy()
      })
    })
    this.#pool = pool.promise()
  }

  /**
   * Waits without a limit until this process has the lease, and keeps it until `close`.
   *
   * @param onWait called again and again while another process has it
   */
  async take(onWait: () => void): Promise<void> {
    if (!(await this.#claim())) {
      await this.#makeRow()
      while (!(await this.#claim())) {
        onWait()
        await sleep(RETRY_MS)
      }
    }
    // A sign of life that fails is given again at the next turn, until the time is over.
    this.#timer = setInterval(() => void this.#giveSign(), RENEW_EVERY_MS)
  }

  async #giveSign(): Promise<void> {
    await this.#renew().catch(() => {})
    if (performance.now() > this.#holdsUntil) this.#lose()
  }

  #lose(): Error {
    if (this.#loss) return this.#loss
    this.#loss = new Error(
      `Another process has taken the migration over, or will: this one gave the database no sign of life for ${LEASE_SECONDS} s. Start it again.`,
    )
    this.onLoss(this.#loss)
    return this.#loss
  }

  /**
   * Call it before each statement of a migration.
   *
   * @throws Error when another process has taken the lease over, or the database does not answer
   */
  async hold(): Promise<void> {
    if (performance.now() < this.#holdsUntil - MARGIN_MS || (await this.#renew())) return
    throw this.#lose()
  }

  /** Why this process has the lease no more. The ORM hides an error in one of its own. */
  get loss(): Error | undefined {
    return this.#loss
  }

  /** What the sessions with these ids do. Without the right to see all, a user sees those of the same user, which these are. */
  async readStates(sessions: ReadonlySet<number>): Promise<string[]> {
    const [rows] = await this.#answered(this.#pool.query<RowDataPacket[]>('show processlist'))
    return rows.flatMap(({ Id, State }) =>
      sessions.has(Number(Id)) && typeof State === 'string' && State !== '' ? [State] : [],
    )
  }

  /** Gives the lease back, if this process has taken it. If the database is away, it ends by itself. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    if (this.#timer && !this.#loss)
      await this.#update("holder = '', ends_at = utc_timestamp(3)", 'holder = ?', [this.#holder]).catch(
        () => {},
      )
    await this.#pool.end()
  }

  async #claim(): Promise<boolean> {
    const askedAt = performance.now()
    const [[row]] = await this.#answered(
      this.#pool.query<RowDataPacket[]>(
        `select holder, cast(ends_at as char) as sign, ends_at <= utc_timestamp(3) as isOver from ${LEASE_TABLE} where id = 1`,
      ),
    ).catch(orNone)
    if (!row) return false
    const { holder, sign, isOver } = row as { holder: string; sign: string; isOver: number }
    // A clock that was put back does not keep the lease of who is gone, or has given it back.
    const isFree =
      holder === '' ||
      Boolean(isOver) ||
      this.#other.seenFor(`${holder} ${sign}`, askedAt) > LEASE_SECONDS * 1_000
    return (
      isFree && this.#extend(`holder = ?, ends_at = ${END}`, 'holder = ? and ends_at = ?', [holder, sign])
    )
  }

  /** Also when its time is over, as long as nobody else took it. */
  #renew(): Promise<boolean> {
    this.#renewing ??= this.#extend(`ends_at = ${END}`, 'holder = ?').finally(() => {
      this.#renewing = undefined
    })
    return this.#renewing
  }

  async #extend(change: string, condition: string, values: string[] = []): Promise<boolean> {
    const begun = performance.now()
    const hasIt = await this.#update(change, condition, [this.#holder, ...values])
    this.#holdsUntil = hasIt ? begun + LEASE_SECONDS * 1_000 : Number.NEGATIVE_INFINITY
    return hasIt
  }

  async #update(change: string, condition: string, values: string[]): Promise<boolean> {
    const statement = `update ${LEASE_TABLE} set ${change} where id = 1 and ${condition}`
    const [{ affectedRows }] = await this.#answered(this.#pool.execute<ResultSetHeader>(statement, values))
    return affectedRows === 1
  }

  /** The row of a database that has none is one whose time is over. */
  async #makeRow(): Promise<void> {
    await this.#answered(
      this.#pool.query(`create table if not exists ${LEASE_TABLE} (
        id tinyint not null, holder char(36) character set ascii collate ascii_bin not null, ends_at datetime(3) not null,
        primary key (id)
      ) engine = InnoDB`),
    )
    await this.#answered(
      this.#pool.query(
        `insert ignore into ${LEASE_TABLE} (id, holder, ends_at) values (1, '', utc_timestamp(3))`,
      ),
    )
  }

  async #answered<T>(work: Promise<T>): Promise<T> {
    const timer = setTimeout(() => this.#socket?.destroy(newSilence()), ANSWER_MS)
    try {
      return await work
    } catch (error) {
      throw this.#refusal ?? error
    } finally {
      clearTimeout(timer)
    }
  }
}

/** The rows of a table that is not there yet. */
function orNone(error: unknown): [RowDataPacket[]] {
  if ((error as { code?: string }).code === NO_SUCH_TABLE) return [[]]
  throw error
}
