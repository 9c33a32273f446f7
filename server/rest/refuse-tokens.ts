import type { FastifyRequest } from 'fastify'
import { DomainError } from '../domain/errors.ts'
import { countHeader } from '../http/raw-headers.ts'

const TOKEN_PARAMETERS = new Set('access_token id_token refresh_token token authorization bearer'.split(' '))
const OWN_SECRET = /^(?:mok|mor)_/

/** URLs end up in logs and histories, so a request with a secret in its URL is refused (RFC 9700 §4.3.2). */
export async function refuseTokenInUrl(request: FastifyRequest): Promise<void> {
  for (const [name, value] of Object.entries(request.query as Record<string, string | string[]>)) {
    const secret =
      TOKEN_PARAMETERS.has(name.toLowerCase()) || [value].flat().some((text) => OWN_SECRET.test(text))
    if (secret)
      throw new DomainError('invalid-request', { detail: 'A token or key does not belong in the URL.' })
  }
  if (countHeader(request.raw, 'authorization') > 1) {
    throw new DomainError('invalid-request', { detail: 'Send one Authorization header.' })
  }
}

/**
 * Every server's users are known by e-mail address only, so no access token can be one of ours. A token that is
 * not good is refused and never taken for no token: whoever sends one believes to be signed in.
 */
export async function refuseAuthorization(request: FastifyRequest): Promise<void> {
  if (request.headers.authorization !== undefined) throw new DomainError('invalid-token')
}
