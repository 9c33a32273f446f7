import type { DomainSettings } from '../context.ts'
import { deriveKeys } from './vault.ts'

/** The keys of the cookies of one authorization server, as text. The first one signs; all of them verify. */
export function deriveCookieKeys(settings: DomainSettings, server: string): string[] {
  return deriveKeys(settings, server, 'oauth-cookies').map((key) => Buffer.from(key).toString('base64url'))
}
