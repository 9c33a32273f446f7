import type { FastifyInstance, FastifyRequest } from 'fastify'
import { authenticateEndUser } from '../domain/end-user/authenticate-end-user.ts'
import type { TokenSubject } from '../domain/authorization/verify-access-token.ts'
import { DomainError } from '../domain/errors.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The signed-in user whose token the request carries, if it carries one. */
    endUser: TokenSubject | undefined
  }
}

/** RFC 6750 §2.1; the scheme in any case (RFC 9110 §11.1). */
const BEARER = /^bearer +([\w.~+/-]+=*)$/i

export function decorateEndUser(app: FastifyInstance): void {
  app.decorateRequest('endUser')
}

/**
 * Reads who is signed in off the access token. A token that is not good is refused and never taken for no token:
 * whoever sends one believes to be signed in.
 */
export async function readEndUser(request: FastifyRequest): Promise<void> {
  const { authorization } = request.headers
  if (authorization === undefined) return
  const token = BEARER.exec(authorization)?.[1]
  if (!token) throw new DomainError('invalid-token')
  const { ctx, server } = request.caller
  request.endUser = await authenticateEndUser(ctx, server, token)
}
