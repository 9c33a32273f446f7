import type { AbstractSqlConnection } from '@mikro-orm/sql'
import { SQLITE_UNWRITTEN } from './read-fault.ts'

/** Milliseconds for which a database counts as full after a statement that found no space. */
const COUNTS_MS = 10_000

/** MySQL's codes for "no space", and SQLite's primary result code, which does not count a quota. */
const MYSQL_FULL = new Set(['ER_DISK_FULL', 'ER_RECORD_FILE_FULL', 'ER_ERROR_ON_WRITE', 'EE_WRITE'])
const SQLITE_FULL = 13

const full = new WeakMap<AbstractSqlConnection, number>()

/**
 * Notes a statement that found no space. The check of readiness cannot find that out by itself: each table has free places of
 * its own, and its own row may still find one where a ticket finds none.
 */
export function noteSpace(connection: AbstractSqlConnection, error: unknown): void {
  const { code = '', errcode = 0 } = (error ?? {}) as { code?: string; errcode?: number }
  const isFull = MYSQL_FULL.has(code) || (errcode & 0xff) === SQLITE_FULL || errcode === SQLITE_UNWRITTEN
  if (isFull) full.set(connection, performance.now())
}

/** Whether a statement found no space a moment ago. */
export function wasFull(connection: AbstractSqlConnection): boolean {
  const at = full.get(connection)
  return at !== undefined && performance.now() - at < COUNTS_MS
}
