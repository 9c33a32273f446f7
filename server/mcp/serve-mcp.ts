import { loadOnce } from '#shared/load-once.ts'
import type { FastifyInstance } from 'fastify'
import type { PlatformContext } from '../domain/context.ts'
import { answerWithin } from '../http/deadlines.ts'
import { loadLater } from '../http/load-later.ts'
import { refuseOtherMethods } from '../http/problem.ts'
import { readJsonBodies, requireJson } from '../http/read-json.ts'
import type { Quota } from '../http/rate-limit.ts'
import { onlyFor } from '../http/tenant-host.ts'
import type { AttachToDesk } from './create-desk-server.ts'
import { requireAgent } from './require-agent.ts'

interface Options {
  platform: () => PlatformContext
  /** Counts the requests of an access token, with the procedures that it calls, and those of a connected agent. */
  tokenCalls: Quota
  attach?: AttachToDesk | undefined
}

/** People type the address with a last slash, too. */
const PATHS = ['/mcp', '/mcp/']

/** Milliseconds for an answer. */
const DEADLINE_MS = 8_000

/** Serves the desk as an MCP server on the dashboard's host, for the coding agents of staff. It keeps no sessions. */
export async function serveMcp(
  app: FastifyInstance,
  { platform, tokenCalls, attach }: Options,
): Promise<void> {
  onlyFor(app, 'app')
  answerWithin(app, DEADLINE_MS)
  for (const path of PATHS) refuseOtherMethods(app, path, ['POST'])
  const loadAnswer = loadOnce(async () => (await import('./answer-message.ts')).answerMessage)
  loadLater(app, loadAnswer)

  // In a scope of its own, because a wrong method is refused before the token is looked at.
  await app.register(async (guarded) => {
    readJsonBodies(guarded)
    requireAgent(guarded, platform, tokenCalls)
    for (const path of PATHS)
      guarded.post(path, { onRequest: requireJson }, async (request, reply) =>
        (await loadAnswer())(request, reply, attach),
      )
  })
}
