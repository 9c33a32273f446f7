/*
 * The tool as the model sees it. Its entry in `tools/list` is part of the wire contract (§7) and compared with
 * sdk/contract/get-support-tool.json, byte for byte.
 */
import { TICKET_LIMITS } from '../wire/limits.ts'
import type { SupportConfig } from '../platform/read-config.ts'
import type { ObjectSchema, ToolEntry } from './tool-entry.ts'

export const DEFAULT_TOOL_NAME = 'get_support_tool'

/** Says honestly that it writes, destroys nothing, may be repeated, and stays within the desk. */
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

/** What the tool answers; `failed` and `unavailable` are also marked as tool errors. */
export interface SupportResult {
  outcome: 'recorded' | 'already_recorded' | 'failed' | 'unavailable'
  message: string
  reference?: string
  context_attached?: boolean
  needs_contact?: boolean
  receipt?: string
  incident_id?: string
}

/** The parts of the tool that code may set; they win over the dashboard's. */
export interface ToolOverrides {
  name: string
  title?: string
  description?: string
}

/** The entry for a configuration. Without one the tool is registered but hidden, and its texts are never shown. */
export function describeTool(config: SupportConfig | undefined, overrides: ToolOverrides): ToolEntry {
  return {
    name: overrides.name,
    title: overrides.title ?? config?.title ?? 'Contact support',
    description: overrides.description ?? config?.description ?? 'Contact the people who run this server.',
    inputSchema: describeInput(config),
    outputSchema: OUTPUT_SCHEMA,
    annotations: ANNOTATIONS,
  }
}

function describeInput(config: SupportConfig | undefined): ObjectSchema {
  const { title, description } = config?.limits ?? TICKET_LIMITS
  return {
    type: 'object',
    properties: {
      title: { type: 'string', maxLength: title, description: 'What is wrong or wanted, in one line' },
      description: {
        type: 'string',
        maxLength: description,
        description: 'What the user did, expected and got',
      },
      category: { type: 'string', enum: config?.categories ?? ['Other'] },
      incident_id: { type: 'string', description: 'From the failing result, if printed (valid 1 hour)' },
      // A signed-in user need not be asked for an address.
      ...(config?.authMode !== 'oauth' && {
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
