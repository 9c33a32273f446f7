import type { FastifyRequest, RouteShorthandOptionsWithHandler } from 'fastify'
import { DomainError } from '../domain/errors.ts'
import type { MakeLimiter } from '../domain/limiter.ts'
import { presentSupportTool } from '../domain/mcp-server/present-mcp-server.ts'
import { openTicket } from '../domain/support-ticket/open-ticket.ts'
import { receiptOf } from '../domain/support-ticket/receipt.ts'
import { hasReporter } from '../domain/support-ticket/replay-ticket.ts'
import type { OpenedTicket } from './answers.ts'
import { readIdempotencyKey } from './idempotency-key.ts'
import { requireJson } from '../http/read-json.ts'
import { readEndUser } from './read-end-user.ts'
import { refuseTokenInUrl } from './refuse-token-in-url.ts'
import { SameKeyGate } from './same-key-gate.ts'
import { readTicketBody } from './ticket-body.ts'
import { type QuotaSettings, TicketQuotas } from './ticket-quotas.ts'

/** `POST /api/mcpserver/support` (wire contract §4). */
export function openTicketRoute(
  settings: QuotaSettings,
  makeLimiter: MakeLimiter,
): RouteShorthandOptionsWithHandler {
  const quotas = new TicketQuotas(settings, makeLimiter)
  const gate = new SameKeyGate()

  return {
    onError: countRefused,
    onRequest: [requireSupportTool, refuseTokenInUrl, readEndUser, checkIdempotencyKey, requireJson],
    async handler(request, reply) {
      const { ctx, server } = request.caller
      const { endUser } = request
      const { words, readContext } = readTicketBody(request.body, { signedIn: endUser !== undefined })
      const { mcpServerId } = server
      const idempotencyKey = readIdempotencyKey(request.headers)
      const { ticket, duplicate } = await gate.pass(
        idempotencyKey && `${mcpServerId} ${endUser?.userId ?? ''} ${idempotencyKey}`,
        () =>
          openTicket(ctx, {
            mcpServerId,
            categories: presentSupportTool(server).categories,
            words,
            readContext,
            origin: 'sdk',
            reporter: endUser,
            idempotencyKey,
            admit: () => quotas.take(request, mcpServerId, { userId: endUser?.userId, email: words.email }),
          }),
      )
      request.server.metrics.countTicket('sdk', duplicate ? 'replayed' : 'opened')
      const { id, reference, status, createdAt } = ticket
      const answer: OpenedTicket = {
        ticket: { reference, status, createdAt: createdAt.toISOString() },
        duplicate,
        needsContact: !hasReporter(ticket),
        ...(!ticket.mcpServerUserId && { receipt: receiptOf(ctx.settings, id) }),
      }
      return reply.code(201).header('cache-control', 'no-store').send(answer)
    },
  }
}

async function requireSupportTool({ caller }: FastifyRequest): Promise<void> {
  if (!caller.server.supportToolEnabled) throw new DomainError('support-disabled')
}

/** Also what the key or the host refuses, which comes before the handler. */
async function countRefused(request: FastifyRequest, _reply: unknown, error: Error): Promise<void> {
  const { status } = request.refuse(error)
  request.server.metrics.countTicket('sdk', status >= 500 ? 'failed' : 'refused')
}

async function checkIdempotencyKey({ headers }: FastifyRequest): Promise<void> {
  readIdempotencyKey(headers)
}
