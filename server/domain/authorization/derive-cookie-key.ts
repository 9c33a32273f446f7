import type { DomainSettings } from '../context.ts'
import { deriveKey } from './vault.ts'

/** The key that signs the cookies of one MCP server's sign-in, as text. */
export function deriveCookieKey(settings: DomainSettings, mcpServerId: string): string {
  return Buffer.from(deriveKey(settings, mcpServerId, 'oauth-cookies')).toString('base64url')
}
