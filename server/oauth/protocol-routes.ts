import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import { refuseOtherMethods } from '../http/problem.ts'
import { networkOf } from '../http/network-of.ts'
import { Quota } from '../http/rate-limit.ts'
import { forwardTo } from './forward.ts'
import type { Issuer } from './issuers.ts'
import { PATHS } from './paths.ts'

/** What oidc-provider answers, by path. Those that clients in browsers call also take OPTIONS. */
const PROTOCOL: Record<string, HTTPMethods[]> = {
  '/.well-known/oauth-authorization-server': ['GET', 'HEAD', 'OPTIONS'],
  '/.well-known/openid-configuration': ['GET', 'HEAD', 'OPTIONS'],
  [PATHS.jwks]: ['GET', 'HEAD', 'OPTIONS'],
  [PATHS.authorization]: ['GET', 'HEAD'],
  [`${PATHS.authorization}/:uid`]: ['GET', 'HEAD'],
  [PATHS.token]: ['POST', 'OPTIONS'],
  [PATHS.revocation]: ['POST', 'OPTIONS'],
  [PATHS.introspection]: ['POST', 'OPTIONS'],
}

/** What clients in browsers call. */
export const OPEN_PATHS = [
  PATHS.registration,
  ...Object.keys(PROTOCOL).filter((path) => PROTOCOL[path]!.includes('OPTIONS')),
]

interface Options {
  /** Clients that one network may register at one authorization server per hour. */
  registrationsPerHour: number
  issuerOf: (request: FastifyRequest) => Issuer
}

/** Serves the protocol of an authorization server: the routes are Fastify's, and oidc-provider answers. */
export function protocolRoutes(app: FastifyInstance, { registrationsPerHour, issuerOf }: Options): void {
  const registrations = new Quota(app.makeLimiter, {
    policy: 'registration',
    quota: registrationsPerHour,
    seconds: 3_600,
  })
  // The provider reads bodies itself.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
  const handler = (request: FastifyRequest, reply: FastifyReply) =>
    forwardTo(issuerOf(request), request, reply)
  for (const [url, method] of Object.entries(PROTOCOL)) {
    // It fetches documents of clients, whose address anybody can name.
    const config = { isCostly: url === PATHS.authorization }
    app.route({ method, url, handler, config })
  }

  app.route({
    method: ['POST', 'OPTIONS'],
    url: PATHS.registration,
    handler: async (request, reply) => {
      await registrations.take(request, `${issuerOf(request).origin} ${networkOf(request.ip)}`)
      await handler(request, reply)
    },
  })
}

/** Makes the methods that the addresses of the protocol do not take 405. */
export function refuseOtherProtocolMethods(app: FastifyInstance): void {
  for (const [url, methods] of Object.entries(PROTOCOL)) refuseOtherMethods(app, url, methods)
  refuseOtherMethods(app, PATHS.registration, ['POST', 'OPTIONS'])
}
