import type { FastifyInstance } from 'fastify'
import { enterAsAgent } from '../domain/access-token/enter-with-token.ts'
import { enterConnectedAgent } from '../domain/agent/enter-connected-agent.ts'
import type { PlatformContext, TenantContext } from '../domain/context.ts'
import { DomainError } from '../domain/errors.ts'
import type { Quota } from '../http/rate-limit.ts'
import { countHeader } from '../http/raw-headers.ts'
import { bearerOf } from '../http/token-cors.ts'
import { writeChallenge } from './challenge.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The organization of the token that an MCP client sent, and whom it acts for. */
    agent: TenantContext
    /** Whether its user can give it more scopes, by signing in again. */
    canStepUp: boolean
  }
}

/** Three parts, as those of a JWT (RFC 7515 §3.1). An access token of the dashboard has no dot. */
const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/

/**
 * Lets only requests with an active access token through, so many in a minute: one of the dashboard, or one that the
 * authorization server of staff issued. Cookies are not looked at.
 */
export function requireAgent(app: FastifyInstance, platform: () => PlatformContext, tokenCalls: Quota): void {
  app.decorateRequest('agent')
  app.decorateRequest('canStepUp', false)
  app.decorateRequest('stepUp')
  app.addHook('onRequest', async (request, reply) => {
    if (countHeader(request.raw, 'authorization') > 1)
      throw new DomainError('invalid-request', { detail: 'Send one Authorization header.' })
    const { settings } = platform()
    const token = bearerOf(request)
    if (token === undefined) {
      reply.header('www-authenticate', writeChallenge(settings.appOrigin))
      throw new DomainError('token-required', {
        detail: 'Sign in, or send an access token of the dashboard, as Authorization: Bearer mot_….',
      })
    }
    request.canStepUp = JWT.test(token)
    try {
      const enter = request.canStepUp ? enterConnectedAgent : enterAsAgent
      request.agent = await enter(platform(), token)
    } catch (error) {
      if (error instanceof DomainError && error.code === 'invalid-token')
        reply.header('www-authenticate', writeChallenge(settings.appOrigin, 'invalid_token'))
      throw error
    }
    await tokenCalls.take(request, request.agent.actor.id)
  })
}
