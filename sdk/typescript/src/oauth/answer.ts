/*
 * An answer that is sent in place of the MCP server's, and the two ways of sending it.
 */

export interface Answer {
  status: number
  headers: Record<string, string>
  body?: object
}

/** The members that are used of Node's `ServerResponse`, and of the responses of frameworks that are like it. */
export interface NodeResponse {
  writeHead(status: number, headers: Record<string, string>): unknown
  end(body?: string): unknown
}

export function toResponse({ status, headers, body }: Answer): Response {
  const text = body === undefined ? null : JSON.stringify(body)
  return new Response(text, { status, headers })
}

export function writeAnswer(response: NodeResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, headers)
  response.end(body === undefined ? undefined : JSON.stringify(body))
}
