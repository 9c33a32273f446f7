import type { RouteShorthandOptionsWithHandler } from 'fastify'
import { DomainError } from '../domain/errors.ts'
import { readTicketStatus } from '../domain/support-ticket/read-ticket-status.ts'
import type { TicketStatusAnswer } from './answers.ts'
import { readEndUser } from './read-end-user.ts'
import { refuseTokenInUrl } from './refuse-token-in-url.ts'

/** `GET /api/mcpserver/support/{reference}` (wire contract §5). Answers while the support tool is off, too. */
export function ticketStatusRoute(): RouteShorthandOptionsWithHandler {
  return {
    onRequest: [refuseTokenInUrl, readEndUser],
    async handler(request, reply): Promise<TicketStatusAnswer> {
      const { ctx, server } = request.caller
      const { reference } = request.params as { reference: string }
      const receipt = request.headers['x-mcp-obs-receipt']
      const { endUser } = request
      if (receipt === undefined && !endUser) throw new DomainError('token-required')
      reply.header('cache-control', 'no-store')
      return readTicketStatus(ctx, {
        mcpServerId: server.mcpServerId,
        reference,
        receipt: receipt?.toString(),
        userId: endUser?.userId,
      })
    },
  }
}
