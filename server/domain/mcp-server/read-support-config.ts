import { TICKET_LIMITS } from '#shared/limits.ts'
import { type DomainSettings, mcpServerOrigin } from '../context.ts'
import { presentSupportTool } from './present-mcp-server.ts'
import { SCOPE } from './scope.ts'
import type { ServerAndKey } from './server-key.repository.ts'

/** Seconds for which an SDK may use a config before it asks again. A change in the dashboard arrives after them. */
const TTL_SECONDS = 60

/** What an SDK needs to register the support tool (wire contract §3). */
export function readSupportConfig(settings: DomainSettings, server: ServerAndKey) {
  return {
    contract: 1,
    server: { slug: server.slug, name: server.name },
    ...presentSignIn(settings, server),
    supportTool: { enabled: server.supportToolEnabled, ...presentSupportTool(server) },
    limits: { title: TICKET_LIMITS.title, description: TICKET_LIMITS.description, body: TICKET_LIMITS.body },
    ttlSeconds: TTL_SECONDS,
  } as const
}

function presentSignIn(settings: DomainSettings, { authMode, slug, resourceUrl }: ServerAndKey) {
  if (authMode === 'email' || !resourceUrl) return { authMode: 'email' } as const
  return {
    authMode,
    oauth: { issuer: mcpServerOrigin(settings, slug), resource: resourceUrl, scopes: [SCOPE] },
  } as const
}
