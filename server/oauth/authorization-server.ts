import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import type { PlatformContext } from '../domain/context.ts'
import { answerWithin, limitTime } from '../http/deadlines.ts'
import { refuseOtherMethods } from '../http/problem.ts'
import { networkOf, Quota } from '../http/rate-limit.ts'
import type { RenderSignInPage } from '../http/sign-in-page.ts'
import { onlyFor } from '../http/tenant-host.ts'
import { fetchAboutClients } from './fetch-about-clients.ts'
import { forwardTo } from './forward.ts'
import { type Issuer, Issuers } from './issuers.ts'
import { limitParameters } from './limit-parameters.ts'
import { PATHS } from './provider.ts'
import { signInApi } from './sign-in-api.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The authorization server of the request's host. */
    issuer: Issuer
  }
}

export interface AuthorizationServerOptions {
  platform: () => PlatformContext
  /** Clients that one network may register at one MCP server per hour. */
  registrationsPerHour: number
  /** Users that one network may make at one MCP server per hour. */
  signUpsPerHour: number
  /** How documents that identify clients are fetched; absent where none may be fetched. */
  fetchDocument: typeof fetch | undefined
  /** Renders the page that users see. */
  renderPage: RenderSignInPage
}

/** What oidc-provider answers, by path. Paths that scripts of other origins may call also take OPTIONS. */
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

/** Milliseconds for an answer. */
const DEADLINE_MS = 8_000

/** Any origin may register a client, as any program may. The library has no CORS for this one endpoint. */
const REGISTRATION_CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'POST',
  'access-control-allow-headers': 'content-type',
  'access-control-max-age': '3600',
}

/**
 * Serves the authorization server of every MCP server whose users sign in, on that server's own host. The routes are
 * Fastify's, so that they are listed, limited and logged like all others. oidc-provider implements the protocol.
 */
export async function authorizationServer(
  app: FastifyInstance,
  options: AuthorizationServerOptions,
): Promise<void> {
  const { platform, registrationsPerHour, signUpsPerHour, fetchDocument, renderPage } = options
  const issuers = new Issuers({
    platform,
    fetchDocument: fetchDocument && fetchAboutClients(fetchDocument),
  })
  const registrations = new Quota('registration', registrationsPerHour, 3_600)
  onlyFor(app, 'mcp-server')
  limitTime(app, DEADLINE_MS)
  app.decorateRequest('issuer')

  await app.register(async (found) => {
    found.addHook('onRequest', limitParameters)
    found.addHook('onRequest', async (request) => {
      request.issuer = await issuers.find(request.site)
    })
    await found.register(async (pages) => {
      answerWithin(pages, DEADLINE_MS)
      await pages.register(signInApi, { renderPage, signUpsPerHour })
    })
    await found.register(async (protocol) => {
      // The provider reads bodies itself.
      protocol.removeAllContentTypeParsers()
      protocol.addContentTypeParser('*', (_request, _payload, done) => done(null))
      const handler = (request: FastifyRequest, reply: FastifyReply) =>
        forwardTo(request.issuer, request, reply)
      for (const [url, method] of Object.entries(PROTOCOL)) protocol.route({ method, url, handler })

      protocol.options(PATHS.registration, (_request, reply) =>
        reply.code(204).headers(REGISTRATION_CORS).send(),
      )
      protocol.post(PATHS.registration, async (request, reply) => {
        const { mcpServerId } = request.issuer.server
        reply.headers(REGISTRATION_CORS)
        await registrations.take(request, `${mcpServerId} ${networkOf(request.ip)}`)
        await handler(request, reply)
      })
    })
  })
  for (const [url, methods] of Object.entries(PROTOCOL)) refuseOtherMethods(app, url, methods)
  refuseOtherMethods(app, PATHS.registration, ['POST', 'OPTIONS'])
}
