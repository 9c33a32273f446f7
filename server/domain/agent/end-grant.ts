import type { EntityManager } from '@mikro-orm/sql'
import { repeatAfterDeadlock } from '../../db/lock-conflict.ts'
import { publishChange } from '../publish-change.ts'
import type { PlatformContext } from '../context.ts'
import { tenantScope } from '../tenant-scope.ts'
import { deleteIssued, endAgents } from './end-agents.ts'
import { readGrantId } from './grant-id.ts'

/** Ends an agent for the authorization server. Twice is no error. */
export async function endGrant(
  platform: PlatformContext,
  grantId: string,
  because: 'left' | 'replayed',
): Promise<void> {
  const id = readGrantId(grantId)
  const { em, now } = tenantScope(platform, id.organizationId)
  const end = async (em: EntityManager) => {
    await endAgents(em, [id], because, now())
    await publishChange(em, id.organizationId, { type: 'members-changed' })
  }
  await repeatAfterDeadlock(() => em.transactional(end))
  await repeatAfterDeadlock(() => deleteIssued(platform.em.fork(), [id]))
}
