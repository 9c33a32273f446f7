import type { FastifyInstance } from 'fastify'
import type { PlatformContext } from '../domain/context.ts'
import { answerWithin } from '../http/deadlines.ts'
import { refuseOtherMethods } from '../http/problem.ts'
import { onlyFor } from '../http/tenant-host.ts'
import { configRoute } from './config.route.ts'
import { noteRejections } from './note-rejections.ts'
import { openTicketRoute } from './open-ticket.route.ts'
import { readJsonBodies } from '../http/read-json.ts'
import { openApiRoute } from './openapi.route.ts'
import { CONFIG_PATH, OPENAPI_PATH, SUPPORT_PATH, TICKET_PATH } from './paths.ts'
import { decorateEndUser } from './read-end-user.ts'
import { requireServerKey } from './require-server-key.ts'
import type { QuotaSettings } from './ticket-quotas.ts'
import { ticketStatusRoute } from './ticket-status.route.ts'

interface Options {
  platform: () => PlatformContext
  quotas: QuotaSettings
}

/** Milliseconds for an answer. SDKs give an attempt five seconds, and a clear no is better than a silence. */
const DEADLINE_MS = 4_000

/** What the SDKs call, on every MCP server's own host (wire contract §2 to §6). */
export async function supportApi(app: FastifyInstance, { platform, quotas }: Options): Promise<void> {
  onlyFor(app, 'mcp-server')
  answerWithin(app, DEADLINE_MS)
  refuseOtherMethods(app, CONFIG_PATH, ['GET', 'HEAD'])
  refuseOtherMethods(app, SUPPORT_PATH, ['POST'])
  refuseOtherMethods(app, TICKET_PATH, ['GET', 'HEAD'])
  refuseOtherMethods(app, OPENAPI_PATH, ['GET', 'HEAD'])
  app.get(OPENAPI_PATH, openApiRoute(app, platform))

  // In a scope of its own, because a wrong method is refused before the key is looked at.
  await app.register(async (keyed) => {
    readJsonBodies(keyed)
    noteRejections(keyed, platform)
    requireServerKey(keyed, platform)
    decorateEndUser(keyed)
    keyed.get(CONFIG_PATH, configRoute())
    keyed.post(SUPPORT_PATH, openTicketRoute(quotas, keyed.makeLimiter))
    keyed.get(TICKET_PATH, ticketStatusRoute())
  })
}
