import { PREDEFINED_CATEGORIES } from '#shared/choices.ts'
import type { McpServerDto } from '#shared/mcp-server.ts'

/** The predefined categories, and those of the MCP servers. */
export function offeredCategories(servers: readonly McpServerDto[]): string[] {
  return [
    ...new Set([...PREDEFINED_CATEGORIES, ...servers.flatMap((server) => server.supportToolCategories)]),
  ]
}
