/*
 * What client and server say about themselves. It is only displayed: nothing is decided by it.
 */
import type { ClientInfo, ServerInfo } from '../wire/ticket-context.ts'
import { asObject, asText, present } from '../wire/unknown.ts'
import { META, readHeader, type Message, type MessageExtra } from './json-rpc.ts'

/** What a client said about itself in `initialize`. */
export function readInitialize(params: Message['params']): ClientInfo {
  return toClientInfo(params?.['clientInfo'], params?.['capabilities'], params?.['protocolVersion'])
}

/**
 * The client that made a call.
 *
 * @param introduced what the client said in `initialize`, if this connection saw it.
 * @param meta the call's own metadata, which names the client since revision 2026-07-28 and then counts.
 */
export function describeClient(
  introduced: ClientInfo | undefined,
  meta: Record<string, unknown> | undefined,
  extra: MessageExtra | undefined,
): ClientInfo {
  // Stateless HTTP: the client introduced itself in a request that went to another connection.
  const unknown = present<ClientInfo>({ protocolVersion: readHeader(extra, 'mcp-protocol-version') })
  return readEnvelope(meta) ?? introduced ?? unknown
}

function readEnvelope(meta: Record<string, unknown> | undefined): ClientInfo | undefined {
  if (meta?.[META.protocolVersion] === undefined) return undefined
  return toClientInfo(meta[META.clientInfo], meta[META.clientCapabilities], meta[META.protocolVersion])
}

/** The server's name for itself, which it tells clients in the answer to `initialize` or with every result. */
export function readServerInfo({ result }: Message): ServerInfo | undefined {
  const meta = result?.['_meta'] as Record<string, unknown> | undefined
  const info = (result?.['serverInfo'] ?? meta?.[META.serverInfo]) as
    | { name?: unknown; version?: unknown }
    | undefined
  return info ? readNameAndVersion(info) : undefined
}

function toClientInfo(info: unknown, capabilities: unknown, protocolVersion: unknown): ClientInfo {
  return present<ClientInfo>({
    ...readNameAndVersion(info ?? {}),
    protocolVersion: asText(protocolVersion),
    capabilities: nameCapabilities(capabilities),
  })
}

function readNameAndVersion({ name, version }: { name?: unknown; version?: unknown }): ServerInfo {
  return present<ServerInfo>({ name: asText(name), version: asText(version) })
}

/** Names only, one level deep: `elicitation.form`, `roots`. */
function nameCapabilities(capabilities: unknown): string[] {
  return Object.entries(asObject(capabilities) ?? {}).flatMap(([name, value]) => {
    const named = Object.entries(asObject(value) ?? {})
      .filter(([, inner]) => asObject(inner))
      .map(([inner]) => `${name}.${inner}`)
    return named.length === 0 ? [name] : named
  })
}
