import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * The dashboard's cookie. With https its name begins with `__Host-`, which browsers accept from this very host
 * only (RFC 6265bis §4.1.3.2): an MCP server's host, though same-site, cannot plant one.
 *
 * @param maxAge seconds for which browsers keep it
 */
export function sessionCookie(appOrigin: string, maxAge: number) {
  const secure = isSecure(appOrigin)
  const name = nameOf(appOrigin)
  const options = { path: '/', httpOnly: true, secure, sameSite: 'lax' } as const
  return {
    read: sessionReader(appOrigin),
    write: (reply: FastifyReply, secret: string) => reply.setCookie(name, secret, { ...options, maxAge }),
    clear: (reply: FastifyReply) => reply.clearCookie(name, options),
  }
}

/** Reads the secret that this cookie of a request has, which nobody has checked. */
export function sessionReader(appOrigin: string): (request: FastifyRequest) => string | undefined {
  const name = nameOf(appOrigin)
  return ({ cookies }) => cookies[name]
}

function nameOf(appOrigin: string): string {
  return isSecure(appOrigin) ? '__Host-session' : 'session'
}

function isSecure(appOrigin: string): boolean {
  return appOrigin.startsWith('https:')
}

export type SessionCookie = ReturnType<typeof sessionCookie>
