import { connectAgentInput } from '#shared/agent.ts'
import cookies from '@fastify/cookie'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { authenticateSession } from '../domain/account/authenticate-session.ts'
import { SESSION_SECONDS } from '../domain/account/sessions.ts'
import type { DomainSettings, PlatformContext } from '../domain/context.ts'
import { DomainError } from '../domain/errors.ts'
import { sessionCookie } from '../http/session-cookie.ts'
import { approveAgent } from './approve-agent.ts'
import type { Issuer } from './issuers.ts'
import { presentRequest } from './present-request.ts'
import { refuseOtherOrigins } from './same-page.ts'
import { SignIn } from './sign-in.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The request of a client that both the path and the cookie name. */
    connecting: SignIn<Issuer>
  }
}

const API = '/connect/:uid/api'

interface Options {
  platform: () => PlatformContext
  settings: DomainSettings
}

/**
 * The API of the page on which a member connects an agent. The page is one of the dashboard's. It needs two cookies of the
 * same browser: that of the request, which browsers send to no other path, and that of the dashboard's session.
 */
export async function connectApi(app: FastifyInstance, { platform, settings }: Options): Promise<void> {
  await app.register(cookies)
  const cookie = sessionCookie(settings.appOrigin, SESSION_SECONDS)
  const readAccountId = async (request: FastifyRequest, reply: FastifyReply) => {
    const secret = cookie.read(request)
    const session = await authenticateSession(platform(), secret)
    if (secret && session?.prolonged) cookie.write(reply, secret)
    return session?.accountId
  }
  app.decorateRequest('connecting')
  app.addHook('onRequest', async (request) => refuseOtherOrigins(request, settings.appOrigin))
  app.addHook('preHandler', async (request, reply) => {
    reply.header('cache-control', 'no-store')
    const { uid } = request.params as { uid: string }
    request.connecting = await SignIn.find(request.staffIssuer, request.raw, reply.raw, uid)
  })

  app.get(API, async (request, reply) =>
    presentRequest(request.connecting, platform(), await readAccountId(request, reply)),
  )

  app.post(`${API}/approve`, async (request, reply) => {
    const input = connectAgentInput.parse(request.body)
    const accountId = await readAccountId(request, reply)
    if (accountId === undefined) throw new DomainError('not-signed-in')
    return approveAgent(request.connecting, platform(), accountId, input)
  })

  app.post(`${API}/decline`, ({ connecting }) => {
    refuseAnswered(connecting)
    return connecting.fail('access_denied', 'the member declined')
  })
}

/** @throws DomainError `sign-in-expired` when the request was answered before */
function refuseAnswered({ interaction }: SignIn<Issuer>): void {
  if (interaction.result) throw new DomainError('sign-in-expired')
}
