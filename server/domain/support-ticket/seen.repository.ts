import { SEEN_CAP } from '#shared/insight.ts'
import { indexHint } from '../../db/keyset.ts'
import { readTimestamp } from '../../db/read-timestamp.ts'
import type { TenantContext } from '../context.ts'
import { joinQueries, type Query } from '../ticket-insight/join-queries.ts'

type Scope = Pick<TenantContext, 'em' | 'organizationId'>

/** The newest tickets of a failure, as the index has them. */
export async function readSeen(
  ctx: Scope,
  fingerprint: string,
): Promise<{ createdAt: Date; reporterKey: string | null }[]> {
  const { sql, values } = seenSql(ctx, fingerprint)
  const rows: { created_at: string | number; reporter_key: string | null }[] = await ctx.em.execute(
    sql,
    values,
  )
  return rows.map((row) => ({ createdAt: readTimestamp(row.created_at), reporterKey: row.reporter_key }))
}

/** The statement of `readSeen`. It is apart from its execution so that a test can check its plan. */
export function seenSql({ em, organizationId }: Scope, fingerprint: string): Query {
  return {
    sql: `select created_at, reporter_key from support_ticket ${byFingerprint(em)}
      where organization_id = ? and error_fingerprint = ? order by created_at desc, id desc limit ?`,
    values: [organizationId, fingerprint, SEEN_CAP],
  }
}

/** When the first ticket of a failure was opened. */
export async function readFirstSeen(
  { em, organizationId }: Scope,
  fingerprint: string,
): Promise<Date | undefined> {
  const rows: { created_at: string | number }[] = await em.execute(
    `select created_at from support_ticket ${byFingerprint(em)}
     where organization_id = ? and error_fingerprint = ? order by created_at, id limit 1`,
    [organizationId, fingerprint],
  )
  return rows[0] && readTimestamp(rows[0].created_at)
}

/** How many tickets each failure has, up to `SEEN_CAP`. */
export async function countSeenTickets(
  ctx: Scope,
  fingerprints: readonly string[],
): Promise<{ fingerprint: string; tickets: number }[]> {
  if (fingerprints.length === 0) return []
  const { sql, values } = seenCountsSql(ctx, fingerprints)
  return ctx.em.execute(sql, values)
}

/** The statement of `countSeenTickets`. */
export function seenCountsSql({ em, organizationId }: Scope, fingerprints: readonly string[]): Query {
  return joinQueries(
    'fingerprint, tickets',
    fingerprints.map((fingerprint) => ({
      sql: `select ? as fingerprint, count(*) as tickets from (select 1 from support_ticket ${byFingerprint(em)}
        where organization_id = ? and error_fingerprint = ? limit ?) as capped`,
      values: [fingerprint, organizationId, fingerprint, SEEN_CAP],
    })),
  )
}

/** How many people that are known had each failure since a time, of the last `SEEN_CAP` tickets of it. */
export async function countReporters(
  { em, organizationId }: Scope,
  fingerprints: readonly string[],
  since: Date,
): Promise<Map<string, number>> {
  if (fingerprints.length === 0) return new Map()
  const { sql, values } = joinQueries(
    'fingerprint, reporters',
    fingerprints.map((fingerprint) => ({
      sql: `select ? as fingerprint, count(distinct reporter_key) as reporters from (
          select reporter_key from support_ticket ${byFingerprint(em)}
          where organization_id = ? and error_fingerprint = ? and created_at >= ?
          order by created_at desc, id desc limit ?) as capped`,
      values: [fingerprint, organizationId, fingerprint, since, SEEN_CAP],
    })),
  )
  const rows: { fingerprint: string; reporters: number }[] = await em.execute(sql, values)
  return new Map(rows.map((row) => [row.fingerprint, row.reporters]))
}

/** What the newest ticket of a failure says of it. */
export interface NewestOfFailure {
  fingerprint: string
  tool: string | null
  errorName: string | null
  errorMessage: string | null
  mcpServerId: string
}

export async function readNewest(
  { em, organizationId }: Scope,
  fingerprints: readonly string[],
): Promise<Map<string, NewestOfFailure>> {
  if (fingerprints.length === 0) return new Map()
  const columns = 'error_fingerprint, tool, error_name, error_message, mcp_server_id'
  const { sql, values } = joinQueries(
    columns,
    fingerprints.map((fingerprint) => ({
      sql: `select ${columns} from support_ticket ${byFingerprint(em)}
        where organization_id = ? and error_fingerprint = ? order by created_at desc, id desc limit 1`,
      values: [organizationId, fingerprint],
    })),
  )
  const rows: {
    error_fingerprint: string
    tool: string | null
    error_name: string | null
    error_message: string | null
    mcp_server_id: string
  }[] = await em.execute(sql, values)
  return new Map(
    rows.map((row) => [
      row.error_fingerprint,
      {
        fingerprint: row.error_fingerprint,
        tool: row.tool,
        errorName: row.error_name,
        errorMessage: row.error_message,
        mcpServerId: row.mcp_server_id,
      },
    ]),
  )
}

function byFingerprint(em: Scope['em']): string {
  return indexHint(em, 'support_ticket_list_fingerprint')
}
