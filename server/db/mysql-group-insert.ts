import { AsyncLocalStorage } from 'node:async_hooks'
import { CompiledQuery } from 'kysely'
import type { Provide } from './bound-connection.ts'
import { MOST_WAITING, NoPlaceError } from './places.ts'
import { isSilence } from './silence.ts'
import type { Write } from './statement.ts'
import { currentTenant, noteStatement, refuseIfOver } from './work.ts'
import { writeInTransaction } from './write-in-transaction.ts'

/** Groups of one lane that are written at once. They share the wait for the disk in MySQL: with one group, tickets would wait longer. */
const AT_ONCE = 4
/** Transactions of one group. */
const MOST = 16
/** Milliseconds after which the next group does not wait for those before, which may wait for a lock. */
const PATIENCE_MS = 100
/** An INSERT of one row that does nothing else, and the row. */
const ONE_ROW = /^insert into \w+ \([\w,\s]+\)\s+values (\(.*\))$/s

/** The whole of what a caller writes in one transaction. */
interface Transaction {
  writes: readonly Write[]
  /** Runs something as a part of the caller's request. */
  asCaller: <T>(run: () => T) => T
  resolve: () => void
  reject: (error: unknown) => void
}

/** The transactions of one tenant that insert into the same tables. */
interface Lane {
  key: string
  waiting: Transaction[]
  /** Groups that are being written, and not for too long. */
  written: number
}

/**
 * Inserts the rows of transactions together that come while others are written: they gather until one of these is done. A group
 * takes as many statements as one transaction, and one commit. Only transactions take part that insert one row with each statement,
 * with the same statements and for the same tenant. If a group fails, each of its transactions is run alone.
 */
export class GroupInsert {
  readonly #lanes = new Map<string, Lane>()

  /**
   * Runs the statements in their order in one transaction, all of them or none.
   *
   * @throws NoPlaceError, NothingChangedError, or what the first statement that failed threw
   */
  async write(provide: Provide, writes: readonly Write[]): Promise<void> {
    const tenant = currentTenant()
    if (tenant === undefined || !writes.every(insertsOneRow)) return writeAlone(provide, writes)
    const key = [tenant, ...writes.map(({ query }) => query.sql)].join('\n')
    const lane = this.#lanes.get(key) ?? { key, waiting: [], written: 0 }
    if (lane.waiting.length >= MOST_WAITING) throw new NoPlaceError()
    this.#lanes.set(key, lane)
    return new Promise((resolve, reject) => {
      lane.waiting.push({ writes, asCaller: AsyncLocalStorage.snapshot(), resolve, reject })
      this.#beginNext(provide, lane)
    })
  }

  #beginNext(provide: Provide, lane: Lane): void {
    if (lane.written === AT_ONCE) return
    const group = lane.waiting.splice(0, MOST)
    if (group.length === 0) {
      if (lane.written === 0) this.#lanes.delete(lane.key)
      return
    }
    lane.written++
    let isOver = false
    const leave = () => {
      if (isOver) return
      isOver = true
      clearTimeout(timer)
      lane.written--
      this.#beginNext(provide, lane)
    }
    const timer = setTimeout(leave, PATIENCE_MS)
    void group[0]!.asCaller(() => writeGroup(provide, group)).finally(leave)
  }
}

/** Writes all of them, as a part of the first caller's request, and answers each. */
async function writeGroup(provide: Provide, group: readonly Transaction[]): Promise<void> {
  const [, ...others] = group
  // Of the other callers, once the COMMIT is being sent.
  let noteErrors: ((error: unknown) => void)[] = []
  try {
    await provide((connection) =>
      writeInTransaction(connection, joinRows(group), () => {
        for (const { asCaller } of group) asCaller(refuseIfOver)
        // That of the first caller is noted where the statement is sent.
        noteErrors = others.map(({ asCaller }) =>
          asCaller(() => noteStatement('commit', { hasWritten: true })),
        )
      }),
    )
    for (const { resolve } of group) resolve()
  } catch (error) {
    for (const noteError of noteErrors) noteError(error)
    // Without a COMMIT, nothing of the group is there, also where the connection was lost: one session may have too little memory
    // for a group. Where the database is silent, it may still hold the rows, and nobody has time left.
    const canBeAlone = others.length > 0 && noteErrors.length === 0 && !isSilence(error)
    for (const { writes, asCaller, resolve, reject } of group) {
      if (canBeAlone) asCaller(() => writeAlone(provide, writes)).then(resolve, reject)
      else reject(error)
    }
  }
}

function writeAlone(provide: Provide, writes: readonly Write[]): Promise<void> {
  return provide((connection) => writeInTransaction(connection, writes))
}

function insertsOneRow({ query, mustChange }: Write): boolean {
  return !mustChange && ONE_ROW.test(query.sql)
}

/** The same statements, each with the rows of all. */
function joinRows(group: readonly Transaction[]): readonly Write[] {
  const [first, ...others] = group
  if (others.length === 0) return first!.writes
  return first!.writes.map(({ query: { sql } }, index) => {
    const [, row] = ONE_ROW.exec(sql)!
    const values = group.flatMap(({ writes }) => writes[index]!.query.parameters)
    return { query: CompiledQuery.raw([sql, ...others.map(() => row)].join(', '), values) }
  })
}
