import { isEmbedded } from '../../db/keyset.ts'
import type { TenantScope } from '../context.ts'

/** What one transaction of the index takes. */
export interface BatchSize {
  tickets: number
  terms: number
}

/** SQLite has one writer, and its statements stop the process. */
export function batchOf({ em }: Pick<TenantScope, 'em'>): BatchSize {
  return isEmbedded(em) ? { tickets: 20, terms: 800 } : { tickets: 100, terms: 6_000 }
}

/** Of a process that does nothing else. Others can still write in between. */
export function largeBatchOf({ em }: Pick<TenantScope, 'em'>): BatchSize {
  return isEmbedded(em) ? { tickets: 200, terms: 5_000 } : { tickets: 500, terms: 20_000 }
}
