import type { FastifyReply, FastifyRequest } from 'fastify'
import { SESSION_SECONDS } from '../domain/account/sessions.ts'

/**
 * The dashboard's cookie. With https its name begins with `__Host-`, which browsers accept from this very host
 * only (RFC 6265bis §4.1.3.2): an MCP server's host, though same-site, cannot plant one.
 */
export function sessionCookie(appOrigin: string) {
  const secure = appOrigin.startsWith('https:')
  const name = secure ? '__Host-session' : 'session'
  const options = { path: '/', httpOnly: true, secure, sameSite: 'lax' } as const
  return {
    read: (request: FastifyRequest) => request.cookies[name],
    write: (reply: FastifyReply, secret: string) =>
      reply.setCookie(name, secret, { ...options, maxAge: SESSION_SECONDS }),
    clear: (reply: FastifyReply) => reply.clearCookie(name, options),
  }
}
export type SessionCookie = ReturnType<typeof sessionCookie>
