/*
 * The tool that reads a ticket's status. It is separate from the support tool because it only reads, and users can
 * approve such a tool once for all calls. Its entry is compared with sdk/contract/get-support-status.json, byte for
 * byte (wire contract §5).
 */
import type { ObjectSchema, ToolEntry } from '../wire/tool-entry.ts'

export const DEFAULT_STATUS_TOOL_NAME = 'get_support_status'

/** What the tool answers. All outcomes but `found` are also marked as tool errors. */
export interface StatusResult {
  outcome: 'found' | 'not_found' | 'failed' | 'unavailable'
  message: string
  reference?: string
  status?: string
  resolution?: string
  created_at?: string
  updated_at?: string
}

const OUTPUT_SCHEMA: ObjectSchema = {
  type: 'object',
  properties: {
    outcome: { type: 'string', enum: ['found', 'not_found', 'failed', 'unavailable'] },
    message: { type: 'string' },
    reference: { type: 'string' },
    status: { type: 'string' },
    resolution: { type: 'string' },
    created_at: { type: 'string' },
    updated_at: { type: 'string' },
  },
  required: ['outcome', 'message'],
}

const ANNOTATIONS = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false }

/** @param supportToolName the tool that returns references and receipts. */
export function describeStatusTool(name: string, supportToolName: string): ToolEntry {
  return {
    name,
    title: 'Status of a support ticket',
    description: `Use this when the user asks what became of a ticket opened with ${supportToolName}. Returns its status and dates.`,
    inputSchema: {
      type: 'object',
      properties: {
        reference: { type: 'string', description: 'TK-XXXX-XXXX' },
        receipt: { type: 'string', description: `From ${supportToolName}; not needed if signed in` },
      },
      required: ['reference'],
    },
    outputSchema: OUTPUT_SCHEMA,
    annotations: ANNOTATIONS,
  }
}
