/*
 * Who makes a call, as the host and the transport verified it. What a client says about itself is never used for this.
 */
import { quietly } from '../wire/quietly.ts'
import { asText, present } from '../wire/unknown.ts'
import type { SupportConfig } from '../platform/read-config.ts'

/** What both MCP SDKs pass to tools for a verified token. */
export interface AuthInfo {
  token?: string
  clientId?: string
  extra?: Record<string, unknown>
}

/** A user whom the host has verified. */
export interface Identity {
  /** The issuer that identified the user: the `iss` claim. */
  issuer: string
  /** The user's id at the issuer: the `sub` claim. */
  subject: string
}

/** Tells which user a verified token belongs to, or nothing if it names none. */
export type Identify = (authInfo: AuthInfo) => Identity | undefined

export interface Caller {
  /** Whom incidents of this caller belong to. Absent for an anonymous caller over HTTP. */
  owner?: string
  /** `<issuer> <subject>` of a signed-in user. */
  subject?: string
  /** The protocol session (revisions before 2026-07-28). */
  session?: string
  /** A connection that has exactly one user: stdio, or one in-memory pair. */
  connection?: string
  /** The access token that came with the call. */
  token?: string
}

export interface CallerFacts {
  authInfo: AuthInfo | undefined
  sessionId: string | undefined
  /** Stands for the only user of the connection; absent if it may have several. */
  connection: string | undefined
  identify: Identify
}

/** Reads the user from the claims `sub` and `iss`, if the host's verifier passes them on. */
export const identifyByClaims: Identify = (authInfo) => {
  const { sub, iss } = authInfo.extra ?? {}
  const subject = asText(sub)
  return subject ? { subject, issuer: asText(iss) ?? '' } : undefined
}

export function identifyCaller({ authInfo, sessionId, connection: onlyUser, identify }: CallerFacts): Caller {
  const identity = authInfo && identify(authInfo)
  const subject = identity && `${identity.issuer} ${identity.subject}`
  // The host may say that others are calling.
  const connection = authInfo ? undefined : onlyUser
  const owner =
    (subject !== undefined && `sub:${subject}`) ||
    (sessionId !== undefined && `ses:${sessionId}`) ||
    (connection !== undefined && `proc:${connection}`) ||
    undefined
  return present<Caller>({ owner, subject, session: sessionId, connection, token: asText(authInfo?.token) })
}

/** The caller's token, only if the platform issued it. Tokens of other issuers are never sent to the platform. */
export function ownToken(caller: Caller, config: SupportConfig): string | undefined {
  if (config.authMode !== 'oauth' || caller.token === undefined) return undefined
  return readIssuer(caller.token) === config.issuer ? caller.token : undefined
}

/** The issuer that a JWT names. It is not verified, and only decides whether the token may be sent to that issuer. */
export function readIssuer(token: string): string | undefined {
  return quietly(() => {
    const payload = atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/'))
    const bytes = Uint8Array.from(payload, (char) => char.charCodeAt(0))
    const { iss } = JSON.parse(new TextDecoder().decode(bytes)) as { iss?: unknown }
    return asText(iss)
  })
}
