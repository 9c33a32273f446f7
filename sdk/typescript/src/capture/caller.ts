/*
 * Who is calling, as far as the host and the transport vouch for it. What a client says about itself decides nothing.
 */
import type { SupportConfig } from '../platform/read-config.ts'
import type { TransportName } from '../wire/ticket-context.ts'

/** What both MCP SDKs hand over for a verified token. */
export interface AuthInfo {
  token?: string
  clientId?: string
  extra?: Record<string, unknown>
}

/** A user, as the host verified them. */
export interface Identity {
  issuer: string
  subject: string
}

export type Identify = (authInfo: AuthInfo) => Identity | undefined

export interface Caller {
  /** What incidents of this caller are bound to; absent for an anonymous caller over HTTP. */
  owner?: string
  /** `<issuer> <subject>` of a signed-in user. */
  subject?: string
  /** The protocol session (revisions before 2026-07-28). */
  session?: string
  /** The connection that has exactly one user: stdio, or one in-memory pair. */
  connection?: string
  /** The access token the user called with. */
  token?: string
}

export interface CallerFacts {
  authInfo: AuthInfo | undefined
  sessionId: string | undefined
  transport: TransportName
  /** Random, one per stdio process or in-memory connection. */
  connectionId: string
  identify: Identify
}

/** The claims by which access tokens name a user, where the host's verifier passes them on. */
export const identifyByClaims: Identify = (authInfo) => {
  const { sub, iss } = authInfo.extra ?? {}
  if (typeof sub !== 'string' || sub === '') return undefined
  return { subject: sub, issuer: typeof iss === 'string' ? iss : '' }
}

export function identifyCaller({
  authInfo,
  sessionId,
  transport,
  connectionId,
  identify,
}: CallerFacts): Caller {
  const identity = authInfo && identify(authInfo)
  const subject = identity && `${identity.issuer} ${identity.subject}`
  // One process or one pair in memory is one user, unless the host says who is calling.
  const connection =
    !authInfo && (transport === 'stdio' || transport === 'in-memory') ? connectionId : undefined
  const owner =
    (subject !== undefined && `sub:${subject}`) ||
    (sessionId !== undefined && `ses:${sessionId}`) ||
    (connection !== undefined && `proc:${connection}`) ||
    undefined
  return {
    ...(owner !== undefined && { owner }),
    ...(subject !== undefined && { subject }),
    ...(sessionId !== undefined && { session: sessionId }),
    ...(connection !== undefined && { connection }),
    ...(typeof authInfo?.token === 'string' && { token: authInfo.token }),
  }
}

/** The user's token, only if the platform itself issued it: it goes back to its issuer or nowhere. */
export function ownToken(caller: Caller, config: SupportConfig): string | undefined {
  if (config.authMode !== 'oauth' || caller.token === undefined) return undefined
  return readIssuer(caller.token) === config.issuer ? caller.token : undefined
}

/** The issuer a JWT names, unverified; only to decide whether the token may be shown to that issuer. */
export function readIssuer(token: string): string | undefined {
  const payload = token.split('.')[1]
  if (payload === undefined) return undefined
  try {
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (char) =>
      char.charCodeAt(0),
    )
    const { iss } = JSON.parse(new TextDecoder().decode(bytes)) as { iss?: unknown }
    return typeof iss === 'string' ? iss : undefined
  } catch {
    return undefined
  }
}
