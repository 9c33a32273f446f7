import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ChangeDto } from '#shared/support-ticket.ts'
import { TRPCError } from '@trpc/server'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { networkOf } from '../http/network-of.ts'
import type { TrpcContext } from './context.ts'
import { identify } from './enter.ts'
import { EventStream, STALLED_MS } from './event-stream.ts'
import { appRouter } from './router.ts'
import { takePlace } from './take-place.ts'
import { takeTurns } from './take-turns.ts'
import { createCallerFactory, shapeOf, typedError } from './trpc.ts'

const PROCEDURE = 'supportTicket.watch'

/**
 * Streams that are opened at the same time, and those of one organization. When a process ends, all of its clients come to
 * another one at once, and the database would refuse most of them.
 */
const OPENED = { atOnce: 8, ofOwner: 4 }
/** The same of those of which it is found out who asks, and of one network: until then, the organization is only named. */
const IDENTIFIED = { atOnce: 8, ofOwner: 4 }
/** Milliseconds in which a stream waits for its turn to be opened. */
const TURN_MS = 10_000
/** Milliseconds between signs of life of a stream without changes, and after which a client takes it for dead. */
const PING_MS = 10_000
const DEAD_MS = 25_000
/**
 * Milliseconds after which a stream ends at the latest. Its client opens it again, perhaps at another process. Those that came
 * here together, from a process that ended, end at moments of their own: from three quarters of it on.
 */
const LONGEST_MS = 10 * 60_000

/** Streams of one session or one token: a browser has one for all of its tabs. */
const AT_ONCE = 500
const PLACES = {
  atOnce: AT_ONCE,
  detail: `This session has ${AT_ONCE} live streams already. Close some of them.`,
  retryAfterSeconds: 60,
}

const CONNECTED = frame('connected', JSON.stringify({ reconnectAfterInactivityMs: DEAD_MS }))
const PING = frame('ping')
const RETURN = frame('return')

/**
 * Answers `GET /trpc/supportTicket.watch`. The procedure says who may follow what; this writes its events as tRPC's own
 * client expects them (https://trpc.io/docs/client/links/httpSubscriptionLink). tRPC itself keeps five streams and their
 * queues for each client, and no bound for one that does not read.
 */
export function changeWriter(contextOf: (request: FastifyRequest, reply: FastifyReply) => TrpcContext) {
  const callerOf = createCallerFactory(appRouter)
  const streams = new Set<EventStream>()
  const inTurn = takeTurns(OPENED)
  const inTurnOfNetwork = takeTurns(IDENTIFIED)
  const taken = new Map<string, number>()
  let pings: NodeJS.Timeout | undefined

  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const ctx = contextOf(request, reply)
    const leave = takePlace(taken, credentialOf(ctx), PLACES)
    const stop = new AbortController()
    const { signal } = stop
    const stream = new EventStream()
    const longest = setTimeout(() => stop.abort(), LONGEST_MS * (0.75 + Math.random() / 4))
    stream.once('close', () => {
      clearTimeout(longest)
      leave()
      stop.abort()
      streams.delete(stream)
      const lastBytes = setTimeout(() => reply.raw.destroy(), STALLED_MS).unref()
      reply.raw.once('close', () => clearTimeout(lastBytes))
    })
    // Also that of a client that waits for its turn.
    reply.raw.once('close', () => stream.destroy())
    streams.add(stream)
    pings ??= setInterval(() => {
      for (const each of streams) each.ping(PING)
    }, PING_MS).unref()

    request.deadline.restart(TURN_MS)
    stream.push(CONNECTED)
    try {
      const input = readInput(request)
      const organizationId = await request.deadline.wait(() =>
        inTurnOfNetwork(networkOf(request.ip), () => identify(ctx, input)),
      )
      const changes = await request.deadline.wait(() =>
        inTurn(organizationId, async () => {
          // Between two, the process reads what others ask: SQLite answers without it.
          await nextTurn()
          signal.throwIfAborted()
          request.deadline.restart()
          const opened = await callerOf(ctx, { signal }).supportTicket.watch(input)
          const changes = opened as AsyncIterable<Told> as AsyncGenerator<Told, void>
          // Until the first, it asks the database.
          const first = await changes.next()
          // Nobody waits any more, and nobody would end what it watches.
          if (request.work.isOver) await changes.return()
          else if (!first.done) stream.push(frameChange(...first.value))
          return changes
        }),
      )
      void writeChanges(stream, changes, signal)
    } catch (error) {
      // Nobody hears what a client that has left was refused.
      if (signal.aborted) return reply.hijack()
      stream.end(frameError(error))
    }
    return reply.type('text/event-stream').header('x-accel-buffering', 'no').send(stream)
  }
}

/** What says who asks. Without one, nothing is opened. */
function credentialOf({ token, cookie, request }: TrpcContext): string {
  return token ?? cookie.read(request) ?? ''
}

/** tRPC gives a tracked event as a pair, and types it as what its clients get. */
type Told = readonly [id: string, change: ChangeDto]

async function writeChanges(
  stream: EventStream,
  changes: AsyncIterable<Told>,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const [id, change] of changes) await stream.write(frameChange(id, change))
    stream.end(signal.aborted ? undefined : RETURN)
  } catch (error) {
    stream.end(signal.aborted ? undefined : frameError(error))
  }
}

/** All who follow an organization are told of a change with the same bytes. */
const frames = new WeakMap<ChangeDto, Buffer>()

function frameChange(id: string, change: ChangeDto): Buffer {
  const made = frames.get(change) ?? Buffer.from(`data: ${JSON.stringify(change)}\nid: ${id}\n\n`)
  frames.set(change, made)
  return made
}

function frameError(error: unknown): Buffer {
  const typed = error instanceof TRPCError ? error : typedError(error, PROCEDURE)
  return frame('serialized-error', JSON.stringify(shapeOf(typed, PROCEDURE)))
}

function frame(event: string, data = ''): Buffer {
  return Buffer.from(`event: ${event}\ndata: ${data}\n\n`)
}

/** As tRPC reads it: a browser that connects again says in a header what it got last. */
function readInput({ query, headers }: FastifyRequest): { org: string; lastEventId?: string } {
  const { input: text, ...rest } = query as Record<string, string | undefined>
  const lastEventId = headers['last-event-id']?.toString() ?? rest.lastEventId
  let input: unknown
  try {
    input = JSON.parse(text ?? '{}')
  } catch {
    throw new TRPCError({ code: 'PARSE_ERROR' })
  }
  // The procedure checks it.
  return { ...(input as { org: string }), ...(lastEventId && { lastEventId }) }
}
