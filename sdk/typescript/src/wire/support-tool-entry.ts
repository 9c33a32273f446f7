/*
 * The entry of the support tool in `tools/list`, as a model reads it (wire contract §7). The SDK sends it and the
 * dashboard previews it. It is compared with sdk/contract/get-support-tool.json, byte for byte.
 */
import { TICKET_LIMITS } from './limits.ts'
import type { ObjectSchema, ToolEntry } from './tool-entry.ts'

export const DEFAULT_TOOL_NAME = 'get_support_tool'

/** What differs from one MCP server to the next. */
export interface SupportToolParts {
  name: string
  title: string
  description: string
  categories: readonly string[]
  authMode: 'email' | 'oauth'
  /** Most code points of each field. Default: those of the contract. */
  limits?: { readonly title: number; readonly description: number }
}

/** Tells clients the truth: the tool writes, destroys nothing, may be repeated, and reaches nobody but support. */
const ANNOTATIONS = {
  readOnlyHint: false,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
}

const OUTPUT_SCHEMA: ObjectSchema = {
  type: 'object',
  properties: {
    outcome: { type: 'string', enum: ['recorded', 'already_recorded', 'failed', 'unavailable'] },
    message: { type: 'string' },
    reference: { type: 'string' },
    context_attached: { type: 'boolean' },
    needs_contact: { type: 'boolean' },
    receipt: { type: 'string' },
    incident_id: { type: 'string' },
  },
  required: ['outcome', 'message'],
}

/** The whole entry. Its members are in the order of the contract. */
export function describeSupportTool(parts: SupportToolParts): ToolEntry {
  return {
    name: parts.name,
    title: parts.title,
    description: parts.description,
    inputSchema: describeInput(parts),
    outputSchema: OUTPUT_SCHEMA,
    annotations: ANNOTATIONS,
  }
}

function describeInput({ categories, authMode, limits = TICKET_LIMITS }: SupportToolParts): ObjectSchema {
  return {
    type: 'object',
    properties: {
      title: { type: 'string', maxLength: limits.title, description: 'What is wrong or wanted, in one line' },
      description: {
        type: 'string',
        maxLength: limits.description,
        description: 'What the user did, expected and got',
      },
      category: { type: 'string', enum: categories },
      incident_id: { type: 'string', description: 'From the failing result, if printed (valid 1 hour)' },
      // The platform knows the address of a user who has signed in.
      ...(authMode === 'email' && {
        email: {
          type: 'string',
          maxLength: TICKET_LIMITS.email,
          description: 'Only one the user gave, for replies',
        },
      }),
    },
    required: ['title', 'description', 'category'],
  }
}
