import type { McpObsOptions } from '../attach/options.ts'

/** Options of `protectResource`: those of `createMcpObs`, and what is protected. */
export interface ProtectResourceOptions extends McpObsOptions {
  /**
   * The URL of the MCP endpoint as clients reach it, the same as in the dashboard: `https://mcp.acme.com/mcp`. Only
   * tokens that were issued for it are accepted. `http` is for this machine only: `localhost`, `*.localhost`,
   * `127.0.0.0/8` and `[::1]`.
   */
  resource: string | URL
  /** Scopes that every request needs. Default `['mcp']`. */
  scopes?: readonly string[] | undefined
  /** A name for this server that clients may show when they ask a user to sign in. */
  resourceName?: string | undefined
  /** Longest wait for the platform's keys, in milliseconds. Default 5,000, at most 60,000. */
  timeoutMs?: number | undefined
}
