import type { SupportResult } from './support-tool.ts'

/** A tool result of MCP. */
export interface CallToolResult {
  content: { type: 'text'; text: string }[]
  structuredContent: SupportResult
  isError?: true
  [key: string]: unknown
}

/** Structured, and the same as text for clients that only read text. What was not recorded is a tool error. */
export function writeResult(result: SupportResult): CallToolResult {
  const failed = result.outcome === 'failed' || result.outcome === 'unavailable'
  return {
    content: [{ type: 'text', text: JSON.stringify(result) }],
    structuredContent: result,
    ...(failed && { isError: true }),
  }
}
