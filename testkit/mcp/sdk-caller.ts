import { postJson } from '../http/post-json.ts'

export interface Answer {
  status: number
  body: { ticket?: { reference: string }; code?: string }
}

/** Posts a ticket as the SDK does. */
export function postTicket(
  dsn: string,
  words: object,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const { username: key, origin } = new URL(dsn)
  return postJson(new URL('/api/mcpserver/support', origin), words, { 'x-mcp-obs-key': key, ...headers })
}
