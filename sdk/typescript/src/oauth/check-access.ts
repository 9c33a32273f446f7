/*
 * Decides about one request by its credentials.
 */
import { AccessTokenError } from './access-token-error.ts'
import type { Answer } from './answer.ts'
import { askForToken, askToRetry, refuseToken, type ChallengeParts } from './challenge.ts'
import type { VerifiedAuthInfo, VerifyAccessToken } from './verify-access-token.ts'

/** The parts of a request that access depends on. */
export interface Credentials {
  /** The value of each `Authorization` header. */
  authorization: readonly string[]
  /** The query of the request's URL, without the question mark. */
  query: string
}

export type Access =
  | { readonly authInfo: VerifiedAuthInfo }
  | { readonly authInfo?: never; readonly refusal: Answer }

/** RFC 6750 §2.1. The case of the scheme's name does not matter. */
const BEARER = /^bearer +([A-Za-z0-9\-._~+/]+=*)$/i

/**
 * Never rejects.
 *
 * @param parts its `scopes` are all that the token must have.
 */
export async function checkAccess(
  { authorization, query }: Credentials,
  verify: VerifyAccessToken,
  parts: ChallengeParts,
): Promise<Access> {
  const refuse = (...why: [Parameters<typeof refuseToken>[0], string]): Access => ({
    refusal: refuseToken(...why, parts),
  })
  // URLs are kept in logs and histories, so MCP forbids tokens there, even beside one in the header.
  if (new URLSearchParams(query).has('access_token'))
    return refuse('invalid_request', 'An access token must not be in the URL')
  const [header, ...others] = authorization
  if (others.length > 0) return refuse('invalid_request', 'There must be one Authorization header')
  // No credentials, or those of another scheme: the client has to be told how to get a token.
  if (header === undefined || !/^bearer(?: |$)/i.test(header)) return { refusal: askForToken(parts) }
  const token = BEARER.exec(header)?.[1]
  if (token === undefined) return refuse('invalid_request', 'The Authorization header is malformed')

  try {
    const authInfo = await verify(token)
    if (parts.scopes.every((scope) => authInfo.scopes.includes(scope))) return { authInfo }
    return refuse('insufficient_scope', 'The access token lacks a scope')
  } catch (error) {
    if (error instanceof AccessTokenError && error.code === 'invalid_token')
      return refuse(error.code, error.message)
    return { refusal: askToRetry('Tokens cannot be checked at the moment') }
  }
}
