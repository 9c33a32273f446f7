/*
 * What is answered in place of the MCP server, told apart from how it is sent.
 */

export interface Answer {
  status: number
  headers: Record<string, string>
  body?: object
}

/** What is used of Node's `ServerResponse`, and of all that look like it. */
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
