import type { EntityManager } from '@mikro-orm/sql'
import type { CompiledQuery } from 'kysely'

/** A statement that writes, for a transaction of which it is a part. */
export interface Statement {
  /** With `?` where values belong. */
  sql: string
  values: unknown[]
  /** Whether the transaction is of no use when it changes no row. */
  mustChange?: boolean
}

/** A statement as the connection gets it. */
export interface Write {
  query: CompiledQuery
  mustChange?: boolean | undefined
}

/** A statement that must change a row found none. */
export class NothingChangedError extends Error {
  override readonly name = 'NothingChangedError'
}

/** Runs a statement in the manager's transaction, or alone. @returns whether it changed a row */
export async function runStatement(em: EntityManager, { sql, values }: Statement): Promise<boolean> {
  const { affectedRows } = await em.execute<{ affectedRows: number }>(sql, values, 'run')
  return affectedRows > 0
}
