import type { FastifyRequest } from 'fastify'
import { DomainError } from '../domain/errors.ts'
import { countHeader } from '../http/raw-headers.ts'

const TOKEN_PARAMETERS = new Set('access_token id_token refresh_token token authorization bearer'.split(' '))
const OWN_SECRET = /^mo[krt]_/

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
