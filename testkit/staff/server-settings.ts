import {
  type McpServerSettings,
  PREDEFINED_CATEGORIES,
  recommendedToolDescription,
  recommendedToolTitle,
} from '#shared/mcp-server.ts'

/** Settings of an MCP server as the dashboard proposes them: the support tool is on, its users give an e-mail address. */
export function serverSettings(overrides: Partial<McpServerSettings> = {}): McpServerSettings {
  const name = overrides.name ?? 'Acme'
  return {
    name,
    description: '',
    supportToolEnabled: true,
    supportToolTitle: recommendedToolTitle(name),
    supportToolDescription: recommendedToolDescription(name),
    supportToolCategories: [...PREDEFINED_CATEGORIES],
    authMode: 'email',
    resourceUrl: null,
    ...overrides,
  }
}
