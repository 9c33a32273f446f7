import { AsyncLocalStorage } from 'node:async_hooks'
import type { Owner } from './places.ts'
import { isRefused } from './read-fault.ts'

/** What is done in the database for one request. */
export interface Work {
  /** The first part of its route, such as `trpc`. */
  transport?: string | undefined
  /** Where it comes from. */
  network?: string | undefined
  /** The organization whose rows it reaches, once that is known. */
  tenant?: string
  /** How many statements may have changed a row: what a transaction writes counts when its COMMIT is sent. */
  written: number
  /** Whether the request was answered because its time was over. */
  isOver: boolean
}

/** A statement of a request whose caller was told that nothing was written. */
class WorkOverError extends Error {
  override readonly name = 'WorkOverError'
}

const works = new AsyncLocalStorage<Work>()

/** They change no row. */
const CONTROL = /^\s*(?:begin|start|rollback|savepoint|release|set|pragma)\b/i
const READING = /^\s*(?:select|explain|show)\b/i
const COMMIT = /^\s*commit\b/i

export function newWork(transport?: string, network?: string): Work {
  return { transport, network, written: 0, isOver: false }
}

/** Runs something as a part of this work, with all that follows from it. */
export function runWork<T>(work: Work, run: () => T): T {
  return works.run(work, run)
}

/** Runs something that is no part of the request: it fails alone, and goes on after the answer. */
export function runApart<T>(run: () => T): T {
  return works.run({ ...ownerOf(works.getStore()), written: 0, isOver: false }, run)
}

/** Runs something that is done for many requests at once: it takes a connection of the platform's own. */
export function runForAll<T>(run: () => T): T {
  return works.run({ written: 0, isOver: false }, run)
}

export function noteTenant(organizationId: string): void {
  const work = works.getStore()
  if (work) work.tenant = organizationId
}

export function currentTenant(): string | undefined {
  return works.getStore()?.tenant
}

/**
 * Whose connections a statement takes: undefined for work that no request asked for. What members read takes none from the
 * tickets of their users, and look-ups of one network, before the tenant is known, none from those of others.
 */
export function currentOwner(): Owner | undefined {
  const { tenant, transport, network } = works.getStore() ?? {}
  if (tenant !== undefined) return { kind: 'tenant', name: `${tenant} ${transport}` }
  return transport === undefined ? undefined : { kind: 'transport', name: `${transport} ${network}` }
}

/** A transaction, as far as its COMMIT has to know it. */
export interface OpenTransaction {
  /** Whether a statement that writes was sent in it. */
  hasWritten: boolean
}

/**
 * Notes a statement before it is sent. What is written in a transaction is undone with a connection that is lost before its
 * COMMIT is sent. So only the COMMIT may have changed a row.
 *
 * @param transaction absent for a statement outside transactions
 * @returns a function to call with the error if the statement fails: what the database refused has changed nothing
 * @throws when the request was answered as one that wrote nothing, which must stay true
 */
export function noteStatement(
  sql: string,
  transaction: OpenTransaction | undefined,
): (error: unknown) => void {
  const work = works.getStore()
  if (!work || CONTROL.test(sql)) return () => {}
  refuseIfOver()
  const isCommit = COMMIT.test(sql)
  if (transaction && !isCommit) transaction.hasWritten ||= !READING.test(sql)
  const counts = isCommit ? transaction?.hasWritten : !transaction && !READING.test(sql)
  if (!counts) return () => {}
  work.written++
  let isCounted = true
  return (error) => {
    if (isCounted && isRefused(error)) work.written--
    isCounted = false
  }
}

/** @throws when the request was answered as one that wrote nothing */
export function refuseIfOver(): void {
  const work = works.getStore()
  if (work?.isOver && work.written === 0) throw new WorkOverError('The request was answered before')
}

/** Notes a statement that is done when `run` returns. @throws as `noteStatement` and `run` */
export function noteAndRun<T>(sql: string, transaction: OpenTransaction | undefined, run: () => T): T {
  const noteError = noteStatement(sql, transaction)
  try {
    return run()
  } catch (error) {
    noteError(error)
    throw error
  }
}

function ownerOf({ transport, network, tenant }: Partial<Work> = {}): Pick<
  Work,
  'transport' | 'network' | 'tenant'
> {
  return { transport, network, ...(tenant !== undefined && { tenant }) }
}
