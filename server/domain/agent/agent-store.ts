import type { EntityManager } from '@mikro-orm/sql'
import { repeatAfterDeadlock } from '../../db/lock-conflict.ts'
import { runStatement } from '../../db/statement.ts'
import { runApart } from '../../db/work.ts'
import { writeTogether } from '../../db/write-together.ts'
import type { GrantedStore } from '../authorization/granted-store.ts'
import { staffStore } from '../authorization/staff-store.ts'
import { publishChange } from '../publish-change.ts'
import type { PlatformContext } from '../context.ts'
import { tenantScope } from '../tenant-scope.ts'
import { touchAgentSql } from './agent.repository.ts'
import { endGrant } from './end-grant.ts'
import { readGrantId } from './grant-id.ts'

/**
 * The store of the authorization server of staff, whose grants are the connected agents. An agent belongs to an
 * organization, and what was issued to it does not, so the two are not written in one transaction. The time of its last use
 * comes first, apart: it does not count as written, because at a 500, and not at a 503, an agent gives its refresh token up
 * and has its user sign in.
 */
export function agentStore(platform: PlatformContext): GrantedStore {
  return {
    ...staffStore(platform),
    grants: {
      use: async (grantId, at, act, isNew) => {
        const agent = readGrantId(grantId)
        const { organizationId } = agent
        const { em } = tenantScope(platform, organizationId)
        const touch = async (em: EntityManager) => {
          if (!(await runStatement(em, touchAgentSql(em, agent, at)))) return false
          if (isNew) await publishChange(em, organizationId, { type: 'members-changed' })
          return true
        }
        const isLive = await runApart(() => repeatAfterDeadlock(() => em.transactional(touch)))
        if (!isLive) return false
        if (await repeatAfterDeadlock(() => platform.em.fork().transactional(act))) return true
        await endGrant(platform, grantId, 'replayed')
        return false
      },
      write: async (grantId, at, statements) => {
        const agent = readGrantId(grantId)
        const { em } = tenantScope(platform, agent.organizationId)
        const touch = () => runStatement(em, touchAgentSql(em, agent, at))
        if (!(await runApart(() => repeatAfterDeadlock(touch)))) return false
        return repeatAfterDeadlock(() => writeTogether(platform.em, statements))
      },
    },
  }
}
