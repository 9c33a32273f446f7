import { procedures } from './isolation-cases.ts'
import { type HttpAnswer, sendHttp } from './send-http.ts'

/**
 * Calls a procedure over a real connection, as a page of the dashboard does.
 *
 * @param input any JSON value
 * @param options `kind` for a path that is no procedure; `readFor` as in `sendHttp`
 */
export function callProcedure(
  port: number,
  cookie: string,
  path: string,
  input: unknown,
  {
    kind = procedures[path]!.kind,
    readFor,
  }: { kind?: 'query' | 'mutate' | 'subscription'; readFor?: number } = {},
): Promise<HttpAnswer> {
  const text = JSON.stringify(input)
  const isMutation = kind === 'mutate'
  return sendHttp(port, {
    method: isMutation ? 'POST' : 'GET',
    path: `/trpc/${path}${isMutation ? '' : `?input=${encodeURIComponent(text)}`}`,
    headers: {
      host: 'localhost:3000',
      'sec-fetch-site': 'same-origin',
      cookie,
      ...(isMutation && { 'content-type': 'application/json' }),
    },
    ...(isMutation && { body: text }),
    ...(readFor !== undefined && { readFor }),
  })
}
