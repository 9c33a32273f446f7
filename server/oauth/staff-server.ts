import { SCOPES } from '#shared/access-token.ts'
import type { FastifyInstance } from 'fastify'
import { deskResource, type DomainSettings, type PlatformContext } from '../domain/context.ts'
import { answerWithin, limitTime } from '../http/deadlines.ts'
import { refuseOtherMethods } from '../http/problem.ts'
import { onlyFor } from '../http/tenant-host.ts'
import { connectApi } from './connect-api.ts'
import type { Issuer } from './issuers.ts'
import { limitParameters } from './limit-parameters.ts'
import type { LoadRunner } from './load-runner.ts'
import { admitBrowserClients } from './protocol-cors.ts'
import { OPEN_PATHS, protocolRoutes, refuseOtherProtocolMethods } from './protocol-routes.ts'
import { StaffIssuer } from './staff-issuer.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The authorization server of staff. */
    staffIssuer: Issuer
  }
}

interface Options {
  platform: () => PlatformContext
  settings: DomainSettings
  /** Clients that one network may register per hour. */
  registrationsPerHour: number
  loadRunner: LoadRunner
}

/** Milliseconds for an answer. */
const DEADLINE_MS = 8_000

/** Where the metadata of a resource is (RFC 9728 §3.1), and where clients look that know the origin only. */
const RESOURCE_METADATA = [
  '/.well-known/oauth-protected-resource/mcp',
  '/.well-known/oauth-protected-resource',
]

/** Serves the authorization server of staff on the dashboard's host, for the desk's MCP server and nothing else. */
export async function staffServer(
  app: FastifyInstance,
  { platform, settings, registrationsPerHour, loadRunner }: Options,
): Promise<void> {
  const issuer = new StaffIssuer(platform, loadRunner)
  onlyFor(app, 'app')
  limitTime(app, DEADLINE_MS)
  app.decorateRequest('staffIssuer')
  admitBrowserClients(app, [...RESOURCE_METADATA, ...OPEN_PATHS])

  const metadata = {
    resource: deskResource(settings),
    authorization_servers: [settings.appOrigin],
    scopes_supported: SCOPES,
    bearer_methods_supported: ['header'],
    resource_name: 'MCP support desk',
  }
  for (const url of RESOURCE_METADATA) {
    app.route({ method: ['GET', 'OPTIONS'], url, handler: async () => metadata })
    refuseOtherMethods(app, url, ['GET', 'HEAD', 'OPTIONS'])
  }

  await app.register(async (found) => {
    found.addHook('onRequest', limitParameters)
    found.addHook('onRequest', async (request) => {
      request.staffIssuer = await issuer.find()
    })
    await found.register(async (pages) => {
      answerWithin(pages, DEADLINE_MS)
      await pages.register(connectApi, { platform, settings })
    })
    await found.register(async (protocol) =>
      protocolRoutes(protocol, { registrationsPerHour, issuerOf: ({ staffIssuer }) => staffIssuer }),
    )
  })
  refuseOtherProtocolMethods(app)
}
