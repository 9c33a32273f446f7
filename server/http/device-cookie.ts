import type { FastifyReply, FastifyRequest } from 'fastify'

/** Seconds. */
const A_YEAR = 31_536_000

/**
 * The cookie by which a browser is known at sign-in, on the dashboard's host and on each MCP server's. It opens nothing.
 * With https its name begins with `__Host-`, so that no other host can plant one.
 */
export function deviceCookie(appOrigin: string) {
  const secure = appOrigin.startsWith('https:')
  const name = secure ? '__Host-device' : 'device'
  const attributes = `Path=/; Max-Age=${A_YEAR}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
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
