import { request } from 'node:http'

export interface Answer {
  status: number
  body: { ticket?: { reference: string }; code?: string }
}

/**
 * Posts a ticket to an MCP server's host as any HTTP client can. Dialled at 127.0.0.1 with the `Host` kept, because
 * Node does not resolve names under `.localhost`.
 */
export function postTicket(
  dsn: string,
  words: object,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const { username: key, host, port } = new URL(dsn)
  return new Promise((resolve, reject) => {
    const post = request(
      {
        host: '127.0.0.1',
        port,
        path: '/api/mcpserver/support',
        method: 'POST',
        headers: { host, 'x-mcp-obs-key': key, 'content-type': 'application/json', ...headers },
      },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => (text += chunk))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) }))
        response.on('error', reject)
      },
    )
    post.on('error', reject)
    post.end(JSON.stringify(words))
  })
}
