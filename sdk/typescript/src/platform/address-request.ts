import type { Dsn } from '../wire/dsn.ts'
import { present } from '../wire/unknown.ts'
import { userAgent } from './runtime.ts'

/**
 * Where a request to the platform goes, and with which headers (wire contract §2).
 *
 * @param path behind `/api/mcpserver/`.
 * @param others further headers. One without a value is left out.
 */
export function addressRequest(
  { origin, key }: Dsn,
  path: string,
  others: Record<string, string | undefined>,
): { url: string; headers: Record<string, string> } {
  const headers = present<Record<string, string>>({
    accept: 'application/json, application/problem+json',
    'x-mcp-obs-key': key,
    'user-agent': userAgent(),
    ...others,
  })
  return { url: `${origin}/api/mcpserver/${path}`, headers }
}
