import { runStatement } from '../../db/statement.ts'
import { writeTogether } from '../../db/write-together.ts'
import type { GrantedStore } from '../authorization/granted-store.ts'
import { staffStore } from '../authorization/staff-store.ts'
import { publishChange } from '../change-event.repository.ts'
import type { PlatformContext } from '../context.ts'
import { tenantScope } from '../tenant-scope.ts'
import { touchAgentSql } from './agent.repository.ts'
import { endGrant } from './end-grant.ts'
import { readGrantId } from './grant-id.ts'

/**
 * The store of the authorization server of staff, whose grants are the connected agents. An agent belongs to an
 * organization, and what was issued to it does not, so the two are not written in one transaction.
 */
export function agentStore(platform: PlatformContext): GrantedStore {
  return {
    ...staffStore(platform),
    grants: {
      use: async (grantId, at, act, isNew) => {
        const agent = readGrantId(grantId)
        const { organizationId } = agent
        const isLive = await tenantScope(platform, organizationId).em.transactional(async (em) => {
          if (!(await runStatement(em, touchAgentSql(em, agent, at)))) return false
          if (isNew) await publishChange(em, organizationId, { type: 'members-changed' })
          return true
        })
        if (!isLive) return false
        if (await platform.em.fork().transactional(act)) return true
        await endGrant(platform, grantId, 'replayed')
        return false
      },
      write: async (grantId, at, statements) => {
        const agent = readGrantId(grantId)
        const { em } = tenantScope(platform, agent.organizationId)
        if (!(await runStatement(em, touchAgentSql(em, agent, at)))) return false
        return writeTogether(platform.em, statements)
      },
    },
  }
}
