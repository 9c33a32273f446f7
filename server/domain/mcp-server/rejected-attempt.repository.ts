import type { RejectionReason } from '#shared/server-setup.ts'
import { UniqueConstraintViolationException } from '@mikro-orm/core'
import type { EntityManager } from '@mikro-orm/sql'
import { newId } from '../../db/column-types.ts'
import { deleteOfTenantsInBatches } from '../../db/delete-in-batches.ts'
import { readTimestamp } from '../../db/read-timestamp.ts'
import type { TenantScope } from '../context.ts'

/** Hours for which rejected attempts are kept. */
const KEPT_HOURS = 24

/** Equal attempts of one minute. */
export interface RejectedAttempts {
  mcpServerId: string
  minute: Date
  reason: RejectionReason
  caller: string
  /** Empty for none. */
  keyId: string
  attempts: number
  lastAt: Date
}

/** Adds attempts to those of the same minute. Another process may add to them at the same time. */
export async function addRejectedAttempts(scope: TenantScope, added: RejectedAttempts): Promise<void> {
  if (await increase(scope, added)) return
  try {
    await scope.em.execute(INSERT, [
      newId(),
      scope.organizationId,
      added.mcpServerId,
      added.minute,
      added.reason,
      added.caller,
      added.keyId,
      added.attempts,
      added.lastAt,
    ])
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) throw error
    await increase(scope, added)
  }
}

async function increase({ em, organizationId }: TenantScope, added: RejectedAttempts): Promise<boolean> {
  const { affectedRows } = await em.execute<{ affectedRows: number }>(
    UPDATE,
    [
      added.attempts,
      added.lastAt,
      organizationId,
      added.mcpServerId,
      added.minute,
      added.reason,
      added.caller,
      added.keyId,
    ],
    'run',
  )
  return affectedRows > 0
}

const UPDATE = `update rejected_attempt set attempts = attempts + ?, last_at = ?
  where organization_id = ? and mcp_server_id = ? and minute = ? and reason = ? and caller = ? and key_id = ?`
const INSERT = `insert into rejected_attempt (id, organization_id, mcp_server_id, minute, reason, caller, key_id, attempts, last_at)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?)`

/** The attempts at one server since a time, equal ones together, the latest first. */
export async function listRejectedAttempts(
  { em, organizationId }: TenantScope,
  mcpServerId: string,
  since: Date,
  limit: number,
): Promise<Omit<RejectedAttempts, 'mcpServerId' | 'minute'>[]> {
  const rows: Row[] = await em.execute(
    `select reason, caller, key_id, sum(attempts) as attempts, max(last_at) as last_at from rejected_attempt
     where organization_id = ? and mcp_server_id = ? and minute >= ?
     group by reason, caller, key_id order by max(last_at) desc, reason, caller, key_id limit ?`,
    [organizationId, mcpServerId, since, limit],
  )
  return rows.map((row) => ({
    reason: row.reason,
    caller: row.caller,
    keyId: row.key_id,
    attempts: Number(row.attempts),
    lastAt: readTimestamp(row.last_at),
  }))
}

interface Row {
  reason: RejectionReason
  caller: string
  key_id: string
  attempts: number | string
  last_at: string | number
}

/** Deletes what is older than a day, of all tenants, so it does not use the tenant filter. */
export async function deleteOldRejectedAttempts(em: EntityManager, now: Date): Promise<void> {
  await deleteOfTenantsInBatches(em, { table: 'rejected_attempt', key: 'id', condition: 'minute < ?' }, [
    new Date(now.getTime() - KEPT_HOURS * 3_600_000),
  ])
}
