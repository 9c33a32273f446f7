import { SCOPES } from '#shared/access-token.ts'
import { findAgentGrant } from '../domain/agent/find-agent-grant.ts'
import { endGrant } from '../domain/agent/end-grant.ts'
import type { PlatformContext } from '../domain/context.ts'
import type { Store } from './store.ts'

/** What a client gets with any consent: an id token that says who agreed, and refresh tokens. */
const OPENID = 'openid offline_access'

/**
 * Grants of staff: a grant is a connected agent. `connectAgent` writes its row, which says everything, so that what the
 * library saves is left out. What the member did not choose counts as refused: else the library would ask again.
 */
export function agentGrants(platform: () => PlatformContext, resourceUrl: string): Store['grants'] {
  return {
    find: async (id) => {
      const agent = await findAgentGrant(platform(), id)
      if (!agent) return undefined
      const { accountId, clientId, scopes, createdAt, expiresAt } = agent
      const chosen = scopes.join(' ')
      const refused = SCOPES.filter((scope) => !scopes.includes(scope)).join(' ')
      return {
        kind: 'Grant',
        jti: id,
        accountId,
        clientId,
        iat: toSeconds(createdAt),
        exp: toSeconds(expiresAt),
        openid: { scope: `${OPENID} ${chosen}` },
        resources: { [resourceUrl]: chosen },
        rejected: { openid: { scope: refused }, resources: { [resourceUrl]: refused } },
      }
    },
    save: () => Promise.resolve(),
    revoke: (id, isByClient) => endGrant(platform(), id, isByClient ? 'left' : 'replayed'),
  }
}

const toSeconds = (at: Date): number => Math.floor(at.getTime() / 1000)
