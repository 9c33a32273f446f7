import type { EntityManager } from '@mikro-orm/sql'
import type { KeysetCursor } from '../../db/keyset.ts'
import { repeatAfterDeadlock } from '../../db/lock-conflict.ts'
import { lockRowsOnly } from '../../db/lock-rows-only.ts'
import { forkForTenant } from '../../db/tenant.ts'
import type { PlatformContext, TenantScope } from '../context.ts'
import { eachApart } from '../each-apart.ts'
import { listEndUserRows } from './end-user-list.repository.ts'
import { endSessions } from './end-sessions.ts'
import {
  findServersWithOldSessions,
  forgetOldSessions,
  type ServerWithOldSessions,
} from './old-session.repository.ts'
import type { UserSession } from './user-session.repository.ts'
import { walkSessions } from './walk-sessions.ts'

/** Users whose sessions one statement looks for. */
const USERS = 500
/**
 * Milliseconds after which no session can appear any more that was opened before the moment: a request takes 8 seconds at most,
 * and the clocks of processes differ by a few. Until then, each run looks again.
 */
const SETTLED_MS = 60_000

type Tenant = Pick<TenantScope, 'em' | 'organizationId'>

/**
 * Revokes the sessions that are over because the address of their MCP server changed, and deletes what was issued in them, in
 * batches. A process of the release before does not know the moment: to it, a session lives until this has revoked it.
 */
export async function endOldSessions({ em, now }: Pick<PlatformContext, 'em' | 'now'>): Promise<void> {
  await eachApart(await findServersWithOldSessions(em, now()), async (server) => {
    const tenant = { em: forkForTenant(em, server.organizationId), organizationId: server.organizationId }
    await endSessionsOf(tenant, server)
    const isSettled = now().getTime() - server.sessionsEndedAt.getTime() > SETTLED_MS
    if (isSettled) await forgetOldSessions({ ...tenant, ...server })
  })
}

async function endSessionsOf(
  tenant: Tenant,
  { mcpServerId, sessionsEndedAt }: ServerWithOldSessions,
): Promise<void> {
  let cursor: KeysetCursor | undefined
  do {
    const users = await listEndUserRows(tenant, { mcpServerId, search: '', cursor, limit: USERS })
    const last = users.length === USERS ? users.at(-1) : undefined
    cursor = last && { towards: 'older', createdAt: last.createdAt, id: last.id }
    const ids = users.map(({ id }) => id)
    // Those that an earlier run has revoked are read, too, so that each statement reads a page and no more.
    for await (const page of walkSessions(tenant, ids))
      await endOld(tenant, mcpServerId, page, sessionsEndedAt)
  } while (cursor)
}

async function endOld(
  tenant: Tenant,
  mcpServerId: string,
  page: readonly UserSession[],
  until: Date,
): Promise<void> {
  const old = page.filter(({ isRevoked, createdAt }) => !isRevoked && createdAt <= until)
  if (old.length === 0) return
  // All transactions lock sessions in the order of their ids.
  const sessions = old.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  // One that was revoked meanwhile keeps its time.
  const end = (em: EntityManager) => endSessions(em, mcpServerId, sessions, until)
  await repeatAfterDeadlock(() => lockRowsOnly(tenant.em, end))
}
