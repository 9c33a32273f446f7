import type { RejectionReason } from '#shared/server-setup.ts'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { PlatformContext } from '../domain/context.ts'
import { RefusedKeyError } from '../domain/mcp-server/authenticate-server-key.ts'
import { readCaller } from '../domain/mcp-server/read-caller.ts'
import { type Rejection, Rejections } from '../domain/mcp-server/rejections.ts'
import type { Refusal } from '../http/refusal.ts'

/** What the people who run the server can do something about, apart from its key. */
const REASONS: Partial<Record<Refusal['code'], RejectionReason>> = {
  'support-disabled': 'tool-off',
  'invalid-token': 'invalid-token',
  'insufficient-scope': 'invalid-token',
  'validation-failed': 'invalid-ticket',
  'invalid-request': 'invalid-ticket',
  'body-too-large': 'invalid-ticket',
  'unsupported-media-type': 'invalid-ticket',
  'idempotency-key-reused': 'invalid-ticket',
}

/** Counts refused requests for the page of the MCP server: with which reason, and from which program. */
export function noteRejections(app: FastifyInstance, platform: () => PlatformContext): void {
  const rejections = new Rejections(platform)
  app.addHook('onClose', async () => rejections.stop())
  app.addHook('onError', async (request, _reply, error) => {
    const rejected = rejectionOf(request, error)
    if (!rejected) return
    const caller = readCaller(request.headers['user-agent'])
    rejections.note({ ...rejected, caller }, platform().now())
  })
}

function rejectionOf(request: FastifyRequest, error: Error): Omit<Rejection, 'caller'> | undefined {
  if (error instanceof RefusedKeyError) return error.rejection
  const server = (request.caller as FastifyRequest['caller'] | undefined)?.server
  if (!server) return undefined
  const reason = reasonOf(request.refuse(error))
  return (
    reason && {
      organizationId: server.organizationId,
      mcpServerId: server.mcpServerId,
      reason,
      keyId: server.keyId ?? '',
    }
  )
}

function reasonOf({ code, lane }: Refusal): RejectionReason | undefined {
  if (code !== 'quota-exceeded') return REASONS[code]
  return lane === undefined || lane === 'network' ? undefined : `quota-${lane}`
}
