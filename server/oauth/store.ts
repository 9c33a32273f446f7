import type { TenantScope } from '../domain/context.ts'

/** Where the authorization server of one MCP server keeps things: that server's rows, in its organization. */
export interface Store {
  mcpServerId: string
  /** The one resource, as everything is kept for it. */
  resourceUrl: string
  /** A scope of its own for each operation: the provider outlives requests, and an identity map must not. */
  scope: () => TenantScope
}
