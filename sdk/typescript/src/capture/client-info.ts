import { META, type Message } from './json-rpc.ts'
import type { ClientInfo, ServerInfo } from '../wire/ticket-context.ts'

/** What a client said about itself in `initialize`. Display only: nothing is decided by it. */
export function readInitialize(params: Message['params']): ClientInfo {
  return describeClient(params?.['clientInfo'], params?.['capabilities'], params?.['protocolVersion'])
}

/** The same from a request's metadata, as of revision 2026-07-28; nothing for older revisions. */
export function readEnvelope(meta: Record<string, unknown> | undefined): ClientInfo | undefined {
  if (meta?.[META.protocolVersion] === undefined) return undefined
  return describeClient(meta[META.clientInfo], meta[META.clientCapabilities], meta[META.protocolVersion])
}

/** The host's own name, which it tells each client: in the answer to `initialize`, or with every result. */
export function readServerInfo({ result }: Message): ServerInfo | undefined {
  const meta = result?.['_meta'] as Record<string, unknown> | undefined
  const info = (result?.['serverInfo'] ?? meta?.[META.serverInfo]) as
    | { name?: unknown; version?: unknown }
    | undefined
  return info === undefined || info === null ? undefined : readNameAndVersion(info)
}

function describeClient(info: unknown, capabilities: unknown, protocolVersion: unknown): ClientInfo {
  return {
    ...readNameAndVersion(info ?? {}),
    ...(typeof protocolVersion === 'string' && { protocolVersion }),
    capabilities: nameCapabilities(capabilities),
  }
}

function readNameAndVersion({ name, version }: { name?: unknown; version?: unknown }): ServerInfo {
  return { ...(typeof name === 'string' && { name }), ...(typeof version === 'string' && { version }) }
}

/** Names only, one level deep: `elicitation.form`, `roots`. */
function nameCapabilities(capabilities: unknown): string[] {
  if (typeof capabilities !== 'object' || capabilities === null) return []
  return Object.entries(capabilities as Record<string, unknown>).flatMap(([name, value]) => {
    const nested = typeof value === 'object' && value !== null ? Object.entries(value) : []
    const named = nested
      .filter(([, inner]) => typeof inner === 'object' && inner !== null)
      .map(([inner]) => `${name}.${inner}`)
    return named.length === 0 ? [name] : named
  })
}
