import { DEFAULT_TOOL_NAME, describeSupportTool } from '#sdk/wire/support-tool-entry.ts'
import type { McpServerSettings } from '#shared/mcp-server.ts'

type ToolSettings = Pick<
  McpServerSettings,
  'supportToolTitle' | 'supportToolDescription' | 'supportToolCategories' | 'authMode'
>

/** The part of the `tools/list` entry (wire contract §7) that clients put before their model. */
export function toolEntry(settings: ToolSettings) {
  const { name, title, description, inputSchema } = describeSupportTool({
    name: DEFAULT_TOOL_NAME,
    title: settings.supportToolTitle,
    description: settings.supportToolDescription,
    categories: settings.supportToolCategories,
    authMode: settings.authMode,
  })
  return { name, title, description, inputSchema }
}

/** English and JSON come to about 4.4 characters a token; good enough to see what a longer description costs. */
const CHARACTERS_PER_TOKEN = 4.4

/** What a model sees of the second tool, whose texts nobody can change (wire contract §5). */
export const STATUS_TOOL_TOKENS = 80

export function estimateTokens(entry: unknown): number {
  return Math.round(JSON.stringify(entry).length / CHARACTERS_PER_TOKEN / 10) * 10
}
