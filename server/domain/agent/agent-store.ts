import type { GrantedStore } from '../authorization/granted-store.ts'
import { staffStore } from '../authorization/staff-store.ts'
import { publishChange } from '../change-event.repository.ts'
import type { PlatformContext } from '../context.ts'
import { tenantScope } from '../tenant-scope.ts'
import { touchAgentSql } from './agent.repository.ts'
import { endAgents } from './end-agents.ts'
import { readGrantId } from './grant-id.ts'

/** The store of the authorization server of staff, whose grants are the connected agents. */
export function agentStore(platform: PlatformContext): GrantedStore {
  return {
    ...staffStore(platform),
    grants: {
      reach: (id) => tenantScope(platform, readGrantId(id).organizationId).em,
      touch: (id, at) => touchAgentSql(platform.em, readGrantId(id), at),
      end: (em, id, at) => endAgents(em, [readGrantId(id)], 'replayed', at),
      publish: (em, id) => publishChange(em, readGrantId(id).organizationId, { type: 'members-changed' }),
    },
  }
}
