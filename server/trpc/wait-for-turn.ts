import { setImmediate as nextTurn } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { networkOf } from '../http/network-of.ts'
import { unavailable } from '../http/refusal.ts'
import { untilClosed } from '../http/until-closed.ts'
import { type TurnLimits, Turns } from './turns.ts'

const LIMITS: TurnLimits = {
  /** Requests of one person or token that are answered at the same time: with full batches, a hundred procedures. */
  ofCaller: 10,
  /** Anybody can make up a session for each request. So these must leave time to those who are signed in beside them. */
  ofUnknown: 4,
  ofNetwork: 40,
  /** Behind so many, most would not be reached before their deadline. Fewer would be worse: who is refused comes again at once. */
  waiting: 2_000,
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>

/**
 * Makes handlers begin when fewer requests of their caller and their network are answered, at most until the deadline. One program
 * that sends hundreds at once makes itself wait, and takes neither the database nor the time of the process from others.
 *
 * @param callerOf what says the id of who asks, if that is known by then: what is waited for together may say it
 */
export function waitForTurn(
  callerOf: (request: FastifyRequest) => () => string | undefined,
  limits = LIMITS,
): (handler: Handler) => Handler {
  const turns = new Turns(limits)
  return (handler) => async (request, reply) => {
    const { deadline } = request
    const { raw } = reply
    if (raw.destroyed) return leave(request, reply)
    const network = networkOf(request.ip)
    const caller = callerOf(request)
    if (turns.isFull(caller(), network)) throw unavailable(request)
    const gone = new AbortController()
    raw.once('close', () => gone.abort())
    const turn = turns.take(caller, network, gone.signal)
    const end = await deadline
      .wait(() => turn)
      .catch((late: unknown) => {
        gone.abort()
        // It may have come in the same moment.
        void turn.then((end) => end?.())
        throw late
      })
    if (!end) return leave(request, reply)
    try {
      // Between two, the process reads what others ask: SQLite answers without it.
      await nextTurn()
      if (raw.destroyed) return leave(request, reply)
      return await handler(request, reply)
    } finally {
      // What goes on after its client left has its turn until its end, and an answer until it was taken.
      void untilClosed(raw).then(end)
    }
  }
}

/** Its client left before anything was done, so nothing is. */
function leave({ deadline }: FastifyRequest, reply: FastifyReply): FastifyReply {
  deadline.lift()
  return reply.hijack()
}
