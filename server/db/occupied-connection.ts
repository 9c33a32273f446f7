import { AsyncLocalStorage } from 'node:async_hooks'
import type { MysqlPoolConnection } from 'kysely'
import type { PoolConnection } from 'mysql2'
import { isOutOfStatements } from './read-fault.ts'
import type { Retirement } from './retirement.ts'
import { USUAL_LEVEL } from './session-settings.ts'
import { type Answer, isSilence, untilAnswered } from './silence.ts'
import { newStall, type StalledWrites } from './stalled-writes.ts'
import { noteStatement, type OpenTransaction } from './work.ts'

type Callback = Parameters<PoolConnection['query']>[2]

/** How a statement is sent on a connection that the pool has given. */
export type Send = (
  connection: PoolConnection,
  sql: string,
  values: readonly unknown[],
  callback: Callback,
) => unknown

/** How Kysely asks for the level of the next transaction. */
const OTHER_LEVEL = 'set transaction isolation level '

/** What changes rows. */
const WRITE = /^\s*(?:insert|update|delete|replace)\b/i

interface PoolParts {
  send: Send
  retirement: Retirement
  stalled: StalledWrites
}

/** A connection of the pool, as Kysely uses it. While it is in use, it has a place. */
export class Occupied implements MysqlPoolConnection {
  readonly #connection: PoolConnection
  readonly #begunAt: number
  readonly #send: Send
  readonly #retirement: Retirement
  readonly #stalled: StalledWrites
  #leave: () => void = () => {}
  /** A transaction may still be open on it, or the server has no place for a statement until others are given back. */
  #isToClose = false
  #transaction: OpenTransaction | undefined
  /** The transaction begins with the next statement. */
  #isToBegin = false
  /** A transaction had another isolation level than the usual one. */
  #hadOtherLevel = false
  /** Rows were changed that are not committed yet. */
  #hasUnstored = false
  /** It may write, until it is given back. */
  #mayWrite = false

  constructor(connection: PoolConnection, begunAt: number, { send, retirement, stalled }: PoolParts) {
    this.#connection = connection
    this.#begunAt = begunAt
    this.#send = send
    this.#retirement = retirement
    this.#stalled = stalled
  }

  get isRetired(): boolean {
    return this.#retirement.includes(this.#begunAt)
  }

  get threadId(): number {
    return this.#connection.threadId
  }

  get config(): MysqlPoolConnection['config'] {
    return this.#connection.config
  }

  occupy(leave: () => void): this {
    this.#leave = leave
    return this
  }

  // oxlint-disable-next-line no-explicit-any -- Kysely's signature
  query(sql: string, values: any, callback?: any): any {
    if (sql === 'begin') {
      this.#transaction = { hasWritten: false }
      this.#isToBegin = true
      return queueMicrotask(callback)
    }
    if (sql.startsWith(OTHER_LEVEL)) this.#hadOtherLevel = true
    if (!this.#isToBegin) return this.#ask(sql, values as readonly unknown[], callback)
    this.#isToBegin = false
    if (sql === 'commit' || sql === 'rollback') return queueMicrotask(callback)
    // mysql2 calls back in the context of another request, and statements are counted for theirs.
    const inContext = AsyncLocalStorage.snapshot()
    this.#begin(sql, values as readonly unknown[], inContext, (error) => {
      if (error) callback(error)
      else inContext(() => this.#ask(sql, values as readonly unknown[], callback))
    })
  }

  /**
   * Begins a transaction when its first statement comes, which is prepared before. In a transaction, Vitess asks any
   * shard how a statement is prepared, and that shard is then the one of the transaction.
   */
  #begin(first: string, { length }: readonly unknown[], inContext: InContext, callback: Answer): void {
    const begin = () => inContext(() => this.#ask('begin', [], callback))
    if (length === 0) return begin()
    // If it cannot be prepared, the statement itself says why.
    this.#connection.prepare(first, untilAnswered(this.#connection, begin))
  }

  #ask(sql: string, values: readonly unknown[], callback: Answer): void {
    const isWrite = WRITE.test(sql)
    if (isWrite && !this.#isAdmitted()) return queueMicrotask(() => callback(newStall()))
    let noteError = (_error: unknown) => {}
    const answered = untilAnswered(this.#connection, (error, ...rest: unknown[]) => {
      if (error) {
        noteError(error)
        this.#retirement.noteFailure(error, this.#begunAt)
        if (isSilence(error) && (isWrite || (sql === 'commit' && this.#hasUnstored))) {
          this.#mayWrite = false
          this.#stalled.noteSilence()
        }
        this.#noteFailure(sql, error)
      } else this.#noteAnswer(sql, rest[0])
      callback(error, ...rest)
    })
    try {
      noteError = noteStatement(sql, this.#transaction)
      this.#send(this.#connection, sql, values, answered)
    } catch (error) {
      answered(error)
    }
  }

  #isAdmitted(): boolean {
    this.#mayWrite ||= this.#stalled.admits()
    return this.#mayWrite
  }

  #noteAnswer(sql: string, result: unknown): void {
    if (hasWritten(result)) {
      this.#retirement.noteWrite(this.#begunAt)
      this.#hasUnstored = true
    }
    if (!this.#hasUnstored || (this.#transaction && sql !== 'commit')) return
    this.#hasUnstored = false
    this.#stalled.noteStored()
  }

  /** Kysely gives a connection back only after a BEGIN or ROLLBACK that succeeds. */
  #noteFailure(sql: string, error: unknown): void {
    if (sql === 'begin' || sql === 'rollback' || sql.startsWith(OTHER_LEVEL)) return this.destroy()
    if (sql === 'commit' || isOutOfStatements(error)) this.#isToClose = true
  }

  #endWriting(): void {
    if (this.#mayWrite) this.#stalled.noteUndone()
    this.#mayWrite = false
  }

  connect(callback?: Parameters<PoolConnection['connect']>[0]): void {
    this.#connection.connect(callback)
  }

  release(): void {
    this.#transaction = undefined
    this.#isToBegin = false
    this.#hasUnstored = false
    this.#endWriting()
    if (this.#isToClose || this.isRetired) return this.destroy()
    if (this.#hadOtherLevel) return this.#returnToUsualLevel()
    this.#connection.release()
    this.#leave()
  }

  /** Vitess gives the session the level that was meant for one transaction. */
  #returnToUsualLevel(): void {
    this.#hadOtherLevel = false
    this.#ask(USUAL_LEVEL, [], (error) => (error ? this.destroy() : this.release()))
  }

  destroy(): void {
    this.#endWriting()
    this.#connection.destroy()
    this.#leave()
  }
}

/** Whether the statement has changed rows. A server that is read-only lets none do so. Rows that stay as they were count as affected. */
function hasWritten(result: unknown): boolean {
  const { affectedRows = 0, info = '' } = (result ?? {}) as { affectedRows?: number; info?: string }
  return affectedRows > 0 && !info.includes(' Changed: 0 ')
}

type InContext = ReturnType<typeof AsyncLocalStorage.snapshot>
