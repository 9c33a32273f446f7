import type { EntityManager } from '@mikro-orm/sql'
import { repeatAfterDeadlock } from '../../db/lock-conflict.ts'
import { runStatement } from '../../db/statement.ts'
import { writeTogether } from '../../db/write-together.ts'
import type { GrantedStore } from '../authorization/granted-store.ts'
import { serverStore } from '../authorization/oauth-store.ts'
import { publishChange } from '../publish-change.ts'
import type { TenantScope } from '../context.ts'
import { endSessions } from './end-sessions.ts'
import { touchSessionSql } from './end-user.repository.ts'

/** The store of one MCP server's users, whose sessions are its grants. */
export function userStore(scope: TenantScope, mcpServerId: string): GrantedStore {
  return {
    ...serverStore(scope, mcpServerId),
    grants: {
      use: (id, at, act, isNew) => {
        const use = async (em: EntityManager) => {
          // The session before what was issued in it, as where sessions are ended. In the opposite order the two would deadlock.
          if (!(await runStatement(em, touchSessionSql(scope, mcpServerId, id, at)))) return false
          if (isNew) await publishChange(em, scope.organizationId, { type: 'end-users-changed' })
          if (await act(em)) return true
          await endSessions(em, mcpServerId, [{ id }], at)
          return false
        }
        return repeatAfterDeadlock(() => scope.em.transactional(use))
      },
      write: (id, at, statements) => {
        const all = [touchSessionSql(scope, mcpServerId, id, at), ...statements]
        return repeatAfterDeadlock(() => writeTogether(scope.em, all))
      },
    },
  }
}
