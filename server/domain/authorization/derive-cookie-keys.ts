import type { DomainSettings } from '../context.ts'
import { deriveKeys } from './vault.ts'

/** The keys of the cookies of one MCP server's sign-in, as text. The first one signs; all of them verify. */
export function deriveCookieKeys(settings: DomainSettings, mcpServerId: string): string[] {
  return deriveKeys(settings, mcpServerId, 'oauth-cookies').map((key) =>
    Buffer.from(key).toString('base64url'),
  )
}
