/*
 * An app in TypeScript that uses the public types. It is compiled, never run.
 */
import {
  createMcpObs,
  createMemoryStore,
  type McpObs,
  type McpObsOptions,
  type Ticket,
} from '@mcp-obs/server'
import { AccessTokenError, protectResource, type ProtectResourceOptions } from '@mcp-obs/server/oauth'

declare const settings: { dsn?: string; categories?: string[]; hint?: 'on' | 'off'; keys?: string[] }

const memory = { count: undefined, bytes: undefined, perOwner: undefined }

// Settings that may be missing are passed on as they are, also under `exactOptionalPropertyTypes`.
const options: McpObsOptions = {
  dsn: settings.dsn,
  hint: settings.hint,
  supportTool: { enabled: undefined, name: undefined, categories: settings.categories },
  statusTool: undefined,
  redact: { keys: settings.keys, patterns: undefined, emails: undefined, ips: undefined },
  beforeSend: (ticket: Ticket): Ticket | null => (ticket.title === '' ? null : ticket),
  logger: undefined,
  identify: undefined,
  store: createMemoryStore(memory),
}

export const obs: McpObs = createMcpObs(options)

const protection: ProtectResourceOptions = {
  ...options,
  resource: 'https://mcp.acme.com/mcp',
  scopes: undefined,
  resourceName: undefined,
  timeoutMs: undefined,
}

export async function answer(request: Request): Promise<Response> {
  const protectedObs = protectResource(protection)
  const { authInfo, response } = await protectedObs.authenticate(request)
  if (!authInfo) return response
  const verified = await protectedObs.verifyAccessToken(authInfo.token).catch((error: unknown) => {
    if (error instanceof AccessTokenError) return undefined
    throw error
  })
  return new Response(verified?.extra.sub)
}
