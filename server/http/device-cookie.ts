import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * The cookie by which a browser is known at sign-in, on the dashboard's host and on each MCP server's. It opens nothing.
 * With https its name begins with `__Host-`, so that no other host can plant one.
 *
 * @param maxAge seconds for which browsers keep it
 */
export function deviceCookie(appOrigin: string, maxAge: number) {
  const secure = appOrigin.startsWith('https:')
  const name = secure ? '__Host-device' : 'device'
  const attributes = `Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
  return {
    read({ headers }: FastifyRequest): string | undefined {
      const cookies = (headers.cookie ?? '').split(';').map((cookie) => cookie.trim())
      return cookies.find((cookie) => cookie.startsWith(`${name}=`))?.slice(name.length + 1)
    },
    /** @param value what to keep; without it, the browser keeps what it has */
    write(reply: FastifyReply, value: string | undefined): void {
      if (value !== undefined) reply.header('set-cookie', `${name}=${value}; ${attributes}`)
    },
  }
}

export type DeviceCookie = ReturnType<typeof deviceCookie>
