import { createHash } from 'node:crypto'
import type { TenantScope } from '../domain/context.ts'
import type { Vault } from '../domain/authorization/vault.ts'

/** Where the authorization server of one MCP server keeps things: that server's rows, in its organization. */
export interface Store {
  mcpServerId: string
  vault: Vault
  /** A scope of its own for each operation: the provider outlives requests, an identity map must not. */
  scope: () => TenantScope
}

/** Values are found by hash, which is bound to the server and to what the value is for. */
export function hashOf({ mcpServerId }: Store, model: string, value: string): Buffer {
  return createHash('sha256').update(`${mcpServerId}\n${model}\n${value}`).digest()
}
