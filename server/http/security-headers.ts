import type { FastifyInstance } from 'fastify'

/** What an API answer needs that no browser should ever render, embed or sniff. */
export const API_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const

/** What every answer on the way of a sign-in needs, whoever sends it. */
export const SIGN_IN_HEADERS = {
  'x-frame-options': 'DENY',
  // A client may open the sign-in in a popup; any other policy would cut its callback off from the window that waits.
  'cross-origin-opener-policy': 'unsafe-none',
}

/** Two years, as the preload list asks; without `preload`, which is the operator's decision. */
export const HSTS = { 'strict-transport-security': 'max-age=63072000; includeSubDomains' }

/** Puts the headers on every answer that did not choose its own; the dashboard's pages have another policy. */
export function securityHeaders(app: FastifyInstance, { appOrigin }: { appOrigin: string }): void {
  const headers = Object.entries(appOrigin.startsWith('https:') ? { ...API_HEADERS, ...HSTS } : API_HEADERS)
  app.addHook('onSend', async (_request, reply) => {
    for (const [name, value] of headers) if (!reply.hasHeader(name)) reply.header(name, value)
  })
}
