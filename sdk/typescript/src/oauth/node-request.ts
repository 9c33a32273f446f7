/*
 * What is read from a request of `node:http`, or of a framework that extends it such as Express. The types name only
 * the members that are used, so that edge runtimes never see a `node:` import and no framework has to be installed.
 */
import type { NodeResponse } from './answer.ts'
import type { Credentials } from './check-access.ts'

/** The members that are used of Node's `IncomingMessage`, and of the requests of frameworks that are like it. */
export interface NodeRequest {
  method?: string | undefined
  url?: string | undefined
  /** The whole URL, if a framework has removed the path that a handler is mounted on from `url`. */
  originalUrl?: string | undefined
  headers: Record<string, string | string[] | undefined>
  rawHeaders?: string[] | undefined
  /** Where both MCP SDKs look for the caller. */
  auth?: unknown
}

/** A handler for `node:http`, Express and similar frameworks. It answers the request itself or calls `next`. */
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
  // Of several headers Node keeps only the first one in `headers`, but all of them in `rawHeaders`.
  const sent = rawHeaders.filter((_, index) => rawHeaders[index - 1]?.toLowerCase() === 'authorization')
  const kept = [headers['authorization'] ?? []].flat()
  return { authorization: sent.length > 1 ? sent : kept, query: splitUrl(request).query }
}
