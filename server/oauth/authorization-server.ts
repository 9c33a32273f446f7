import type { FastifyInstance } from 'fastify'
import type { PlatformContext } from '../domain/context.ts'
import { answerWithin, limitTime } from '../http/deadlines.ts'
import { loadLater } from '../http/load-later.ts'
import type { RenderSignInPage } from '../http/sign-in-page.ts'
import { onlyFor } from '../http/tenant-host.ts'
import { Issuers, type ServerIssuer } from './issuers.ts'
import { limitParameters } from './limit-parameters.ts'
import { admitBrowserClients } from './protocol-cors.ts'
import { OPEN_PATHS, protocolRoutes, refuseOtherProtocolMethods } from './protocol-routes.ts'
import type { LoadRunner } from './load-runner.ts'
import { signInApi } from './sign-in-api.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The authorization server of the request's host. */
    issuer: ServerIssuer
  }
}

export interface AuthorizationServerOptions {
  platform: () => PlatformContext
  /** Clients that one network may register at one MCP server per hour. */
  registrationsPerHour: number
  /** Users that one network may make at one MCP server per hour. */
  signUpsPerHour: number
  loadRunner: LoadRunner
  /** Renders the page that users see. */
  renderPage: RenderSignInPage
}

/** Milliseconds for an answer. */
const DEADLINE_MS = 8_000

/**
 * Serves the authorization server of every MCP server whose users sign in, on that server's own host. The routes are
 * Fastify's, so that they are listed, limited and logged like all others. oidc-provider implements the protocol.
 */
export async function authorizationServer(
  app: FastifyInstance,
  options: AuthorizationServerOptions,
): Promise<void> {
  const { platform, registrationsPerHour, signUpsPerHour, loadRunner, renderPage } = options
  const issuers = new Issuers(platform, loadRunner)
  loadLater(app, loadRunner)
  onlyFor(app, 'mcp-server')
  limitTime(app, DEADLINE_MS)
  app.decorateRequest('issuer')
  admitBrowserClients(app, OPEN_PATHS)

  await app.register(async (found) => {
    found.addHook('onRequest', limitParameters)
    found.addHook('onRequest', async (request) => {
      request.issuer = await issuers.find(request.site)
    })
    await found.register(async (pages) => {
      answerWithin(pages, DEADLINE_MS)
      await pages.register(signInApi, { renderPage, signUpsPerHour })
    })
    await found.register(async (protocol) =>
      protocolRoutes(protocol, { registrationsPerHour, issuerOf: ({ issuer }) => issuer }),
    )
  })
  refuseOtherProtocolMethods(app)
}
