import type { GrantedStore } from '../authorization/granted-store.ts'
import { serverStore } from '../authorization/oauth-store.ts'
import { publishChange } from '../change-event.repository.ts'
import type { TenantScope } from '../context.ts'
import { endSessions } from './end-sessions.ts'
import { touchSessionSql } from './end-user.repository.ts'

/** The store of one MCP server's users, whose sessions are its grants. */
export function userStore(scope: TenantScope, mcpServerId: string): GrantedStore {
  return {
    ...serverStore(scope, mcpServerId),
    grants: {
      reach: () => scope.em,
      touch: (id, at) => touchSessionSql(scope, id, at),
      end: (em, id, at) => endSessions(em, [{ id }], at),
      publish: (em) => publishChange(em, scope.organizationId, { type: 'end-users-changed' }),
    },
  }
}
