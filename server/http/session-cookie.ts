import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * The dashboard's cookie. With https its name begins with `__Host-`, which browsers accept from this very host
 * only (RFC 6265bis §4.1.3.2): an MCP server's host, though same-site, cannot plant one.
 *
 * @param maxAge seconds for which browsers keep it
 */
export function sessionCookie(appOrigin: string, maxAge: number) {
  const secure = appOrigin.startsWith('https:')
  const name = secure ? '__Host-session' : 'session'
  const options = { path: '/', httpOnly: true, secure, sameSite: 'lax' } as const
  return {
    read: (request: FastifyRequest) => request.cookies[name],
    write: (reply: FastifyReply, secret: string) => reply.setCookie(name, secret, { ...options, maxAge }),
    clear: (reply: FastifyReply) => reply.clearCookie(name, options),
  }
}
export type SessionCookie = ReturnType<typeof sessionCookie>
