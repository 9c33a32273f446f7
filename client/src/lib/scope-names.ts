import type { Scope } from '#shared/access-token.ts'

/** What each scope lets a script or an agent do. */
export const SCOPE_NAMES: Readonly<Record<Scope, { name: string; note: string }>> = {
  'tickets:read': { name: 'Read tickets', note: 'List and read tickets, and follow what changes.' },
  'tickets:write': { name: 'Work tickets', note: 'Read tickets, open them and change them.' },
  'servers:read': { name: 'Read MCP servers', note: 'List MCP servers with their settings, without keys.' },
}
