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

/** Structured, and the same as text for clients that only read text. What did not succeed is a tool error. */
export function writeResult(result: SupportResult | StatusResult): CallToolResult {
  return {
    content: [{ type: 'text', text: JSON.stringify(result) }],
    structuredContent: result,
    ...(!SUCCEEDED.has(result.outcome) && { isError: true }),
  }
}
