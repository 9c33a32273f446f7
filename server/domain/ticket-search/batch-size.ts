import { isEmbedded } from '../../db/keyset.ts'
import type { TenantScope } from '../context.ts'

/** What one transaction of the index takes. */
export interface BatchSize {
  tickets: number
  terms: number
  /** Milliseconds in which words are split. Nothing else goes on in the process meanwhile, and the transaction holds its locks. */
  splitMs: number
}

const SPLIT_MS = 50

/** SQLite has one writer, and its statements stop the process. */
export function batchOf({ em }: Pick<TenantScope, 'em'>): BatchSize {
  const size = isEmbedded(em) ? { tickets: 20, terms: 800 } : { tickets: 100, terms: 6_000 }
  return { ...size, splitMs: SPLIT_MS }
}

/** Of a process that does nothing else. Others can still write in between. */
export function largeBatchOf({ em }: Pick<TenantScope, 'em'>): BatchSize {
  const size = isEmbedded(em) ? { tickets: 200, terms: 5_000 } : { tickets: 500, terms: 20_000 }
  return { ...size, splitMs: 10 * SPLIT_MS }
}
