import type { StatusResult } from './status-tool.ts'
import type { SupportResult } from './support-tool.ts'

/** A tool result of MCP. */
export interface CallToolResult {
  content: { type: 'text'; text: string }[]
  structuredContent: SupportResult | StatusResult
  isError?: true
  [key: string]: unknown
}

const SUCCEEDED = new Set<string>(['recorded', 'already_recorded', 'found'])

/**
 * The result as structured content, and as text for clients that read only text. A failure is marked as a tool error.
 */
export function writeResult(result: SupportResult | StatusResult): CallToolResult {
  return {
    content: [{ type: 'text', text: JSON.stringify(result) }],
    structuredContent: result,
    ...(!SUCCEEDED.has(result.outcome) && { isError: true }),
  }
}
