import { parseDsn, type Dsn } from '../wire/dsn.ts'
import { parseResource } from '../wire/resource-url.ts'
import { readEnvironment } from '../platform/environment.ts'
import { guardLogger, stderrLogger } from '../platform/logger.ts'
import { openClient } from '../capture/client.ts'
import { createMcpObs } from '../attach/create-mcp-obs.ts'
import { createAccessGuard, createClosedGuard } from './access-guard.ts'
import type { ProtectResourceOptions } from './options.ts'
import { createProtectedMcpObs, type ProtectedMcpObs } from './protected-mcp-obs.ts'
import { watchDashboard } from './watch-dashboard.ts'

const DEFAULT_SCOPES = ['mcp']
const DEFAULT_TIMEOUT_MS = 5_000
const MAX_TIMEOUT_MS = 60_000

/**
 * Does what `createMcpObs` does, and also lets only users in who have signed in at the platform (MCP authorization,
 * role of the resource server). Tickets then know who opened them.
 *
 * Does no I/O by itself. Never throws. If the setup is not valid, one line on stderr says what to set, and every
 * request is answered with 503: a server that is down is better than one that is not protected.
 *
 * @param options those of `createMcpObs`, and what is protected. Only `resource` is required.
 * @example
 * import { protectResource } from '@mcp-obs/server/oauth'
 *
 * const obs = protectResource({ resource: 'https://mcp.acme.com/mcp' })
 * app.use(obs.serveMetadata)
 * app.use('/mcp', obs.requireToken())
 */
export function protectResource(options: ProtectResourceOptions): ProtectedMcpObs {
  const logger = guardLogger(options.logger ?? stderrLogger)
  const scopes = (options.scopes ?? DEFAULT_SCOPES).filter(isForResource)
  const setup = readSetup(options)
  if ('fault' in setup) {
    logger.warn(`every request is refused with 503: ${setup.fault}`)
    return createProtectedMcpObs(createMcpObs({ dsn: '' }), createClosedGuard(), scopes, () =>
      Promise.resolve(),
    )
  }

  const { dsn, resource } = setup
  const guard = createAccessGuard({
    issuer: dsn.origin,
    resource,
    scopes,
    resourceName: options.resourceName,
    timeoutMs: readTimeout(options.timeoutMs),
    logger,
  })
  const checkDashboard = watchDashboard(openClient(dsn, logger).config, resource, logger)
  return createProtectedMcpObs(createMcpObs(options), guard, scopes, checkDashboard)
}

/** `offline_access` concerns the client and the authorization server only (MCP authorization). */
const isForResource = (scope: string): boolean => scope !== 'offline_access'

function readSetup(options: ProtectResourceOptions): { dsn: Dsn; resource: URL } | { fault: string } {
  const parsed = parseDsn(options.dsn ?? readEnvironment('MCP_OBS_DSN'))
  if (!parsed.ok && parsed.error === 'dsn-missing') return { fault: 'set MCP_OBS_DSN' }
  if (!parsed.ok) return { fault: `the ${parsed.part} of MCP_OBS_DSN is not valid` }
  const resource = parseResource(String(options.resource))
  if (!resource)
    return { fault: 'resource must be the https URL of the MCP endpoint, without query and fragment' }
  return { dsn: parsed.dsn, resource }
}

const readTimeout = (ms = DEFAULT_TIMEOUT_MS): number =>
  ms > 0 ? Math.min(Math.ceil(ms), MAX_TIMEOUT_MS) : DEFAULT_TIMEOUT_MS
