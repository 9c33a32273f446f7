/*
 * What is read of a request of `node:http`, or of a framework that adds to it such as Express. Structural, so that
 * edge runtimes never meet a `node:` import and no framework has to be there.
 */
import type { NodeResponse } from './answer.ts'
import type { Credentials } from './check-access.ts'

export interface NodeRequest {
  method?: string | undefined
  url?: string | undefined
  /** The whole path, where a framework has cut off what a handler is mounted on. */
  originalUrl?: string | undefined
  headers: Record<string, string | string[] | undefined>
  rawHeaders?: string[] | undefined
  /** Where both MCP SDKs look for who is calling. */
  auth?: unknown
}

export type NodeHandler = (
  request: NodeRequest,
  response: NodeResponse,
  next: (error?: unknown) => void,
) => Promise<void>

export function splitUrl({ originalUrl, url }: NodeRequest): { path: string; query: string } {
  const whole = originalUrl ?? url ?? '/'
  const mark = whole.indexOf('?')
  return mark === -1
    ? { path: whole, query: '' }
    : { path: whole.slice(0, mark), query: whole.slice(mark + 1) }
}

export function readCredentials(request: NodeRequest): Credentials {
  const { headers, rawHeaders = [] } = request
  // Node keeps the first of several and drops the others, so only the raw list tells that there were more.
  const sent = rawHeaders.filter((_, index) => rawHeaders[index - 1]?.toLowerCase() === 'authorization')
  const kept = [headers['authorization'] ?? []].flat()
  return { authorization: sent.length > 1 ? sent : kept, query: splitUrl(request).query }
}
