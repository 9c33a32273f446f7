import type { FastifyReply, FastifyRequest } from 'fastify'
import { API_HEADERS, HSTS, SIGN_IN_HEADERS } from '../http/security-headers.ts'
import { answerLate } from './answer-late.ts'
import { noteForwarded } from './forwarded-request.ts'
import type { Issuer } from './issuers.ts'
import { PATHS } from './paths.ts'

/** Where a client asks for `form_post`, the provider adds the hash of its one script to `script-src`. */
const HEADERS = {
  ...API_HEADERS,
  ...SIGN_IN_HEADERS,
  'content-security-policy': "default-src 'none'; script-src 'self'; base-uri 'none'; frame-ancestors 'none'",
}

/**
 * Hands a request to the authorization server. The library builds every address that it publishes from the request. So
 * the host that the client sent is replaced by the configured one: otherwise a forged `X-Forwarded-Host` would be
 * published in the metadata. At the deadline it is answered here, and the library finds the answer sent.
 */
export async function forwardTo(
  { handle, origin, name }: Issuer,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  noteForwarded(request)
  const { headers } = request.raw
  for (const each of Object.keys(headers)) {
    if (each === 'forwarded' || each.startsWith('x-forwarded-')) delete headers[each]
  }
  const { protocol, host } = new URL(origin)
  headers.host = host
  headers['x-forwarded-proto'] = protocol.slice(0, -1)
  reply.hijack()
  // Nobody waits for an answer, and the library would warn of a body that somebody else has read.
  if (reply.raw.destroyed) return
  const chosen = reply.getHeaders() as Record<string, string>
  const all = { ...HEADERS, ...(protocol === 'https:' && HSTS), ...chosen }
  for (const [header, value] of Object.entries(all)) reply.raw.setHeader(header, value)
  try {
    await request.deadline.wait(() => handle(request.raw, reply.raw))
  } catch (error) {
    const isPage = request.routeOptions.url?.startsWith(PATHS.authorization) === true
    answerLate(reply.raw, request.refuse(error), isPage ? name : undefined)
  }
}
