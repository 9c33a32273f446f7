import { request } from 'node:http'

/**
 * Posts to an MCP server's host as any HTTP client can. Dialled at 127.0.0.1 with the `Host` kept, because Node does
 * not resolve names under `.localhost`.
 */
export function postJson<Body>(
  address: URL,
  input: object,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Body }> {
  const { host, port, pathname } = address
  return new Promise((resolve, reject) => {
    const post = request(
      {
        host: '127.0.0.1',
        port,
        path: pathname,
        method: 'POST',
        headers: { host, 'content-type': 'application/json', ...headers },
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
    post.end(JSON.stringify(input))
  })
}
