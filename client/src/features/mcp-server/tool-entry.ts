import { TICKET_LIMITS } from '#shared/limits.ts'
import type { McpServerSettings } from '#shared/mcp-server.ts'

type ToolSettings = Pick<
  McpServerSettings,
  'supportToolTitle' | 'supportToolDescription' | 'supportToolCategories' | 'authMode'
>

/** The part of the `tools/list` entry (wire contract §7) that clients put before their model. */
export function toolEntry(settings: ToolSettings) {
  const { supportToolTitle, supportToolDescription, supportToolCategories, authMode } = settings
  return {
    name: 'get_support_tool',
    title: supportToolTitle,
    description: supportToolDescription,
    inputSchema: {
      type: 'object',
      properties: {
        title: {
          type: 'string',
          maxLength: TICKET_LIMITS.title,
          description: 'What is wrong or wanted, in one line',
        },
        description: {
          type: 'string',
          maxLength: TICKET_LIMITS.description,
          description: 'What the user did, expected and got',
        },
        category: { type: 'string', enum: supportToolCategories },
        incident_id: { type: 'string', description: 'From the failing result, if printed (valid 1 hour)' },
        // Whoever signed in need not be asked.
        ...(authMode === 'email' && {
          email: {
            type: 'string',
            maxLength: TICKET_LIMITS.email,
            description: 'Only one the user gave, for replies',
          },
        }),
      },
      required: ['title', 'description', 'category'],
    },
  }
}

/** English and JSON come to about 4.4 characters a token; good enough to see what a longer description costs. */
const CHARACTERS_PER_TOKEN = 4.4

/** What a model sees of the second tool, whose texts nobody can change (wire contract §5). */
export const STATUS_TOOL_TOKENS = 80

export function estimateTokens(entry: unknown): number {
  return Math.round(JSON.stringify(entry).length / CHARACTERS_PER_TOKEN / 10) * 10
}
