import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { DomainError } from '../domain/errors.ts'
import { FirstBytes } from './first-bytes.ts'
import { Freezes } from './freezes.ts'
import { isBodyMissing } from './unread-bodies.ts'
import { untilRead } from './until-read.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Milliseconds from the first byte of a request to the last one of its answer. */
    deadlineMs?: number
  }
  interface FastifyRequest {
    deadline: Deadline
  }
}

/** Milliseconds for a page or a file of the built client, for a client that reads slowly or not at all. */
export const FILE_DEADLINE_MS = 60_000
/** Milliseconds after the deadline in which a transport may still answer, and a client take the answer. */
const LAST_BYTES_MS = 1_000

const READS = new Set(['GET', 'HEAD'])

/** A request was not answered in time. */
export class DeadlineError extends Error {
  override readonly name = 'DeadlineError'
}

/** The time in which one request is answered. */
class Deadline {
  readonly #begun: number
  readonly #passed = Promise.withResolvers<never>()
  #timer: NodeJS.Timeout | undefined
  #milliseconds = 0
  #onPassed = () => {}
  #error: Error | undefined
  /** Whether somebody waits with `wait`, and so answers by themselves when the time is over. */
  isAwaited = false

  /** @param elapsed milliseconds since the first byte of the request */
  constructor(elapsed: number) {
    this.#begun = performance.now() - elapsed
    // Nobody may be waiting when it passes.
    this.#passed.promise.catch(() => {})
  }

  /** Milliseconds since the first byte of the request. */
  get elapsed(): number {
    return performance.now() - this.#begun
  }

  /** @param milliseconds of the route, in which what `elapsed` so far counts */
  arm(milliseconds: number, onPassed: () => void): void {
    this.#milliseconds = milliseconds
    this.#onPassed = onPassed
    this.#timer = setTimeout(onPassed, Math.max(0, milliseconds - this.elapsed))
  }

  /**
   * Begins anew, unless it has passed: an answer that has begun goes on while its parts follow each other in this time.
   *
   * @param milliseconds by default, those of the route
   * @param longest milliseconds from the first byte of the request, after which it passes all the same
   */
  restart(milliseconds = this.#milliseconds, longest = Infinity): void {
    if (!this.#timer || this.#error) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(this.#onPassed, Math.max(0, Math.min(milliseconds, longest - this.elapsed)))
  }

  /** Removes the limit: the request is answered, or its answer is a stream without an end. */
  lift(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  /** The time is over: whoever waits gets this error. */
  pass(error: Error): void {
    this.#error = error
    this.#passed.reject(error)
  }

  /** Waits for work until the deadline. The work itself goes on after it, and nobody hears of it any more. */
  async wait<T>(work: () => Promise<T> | T): Promise<T> {
    if (this.#error) throw this.#error
    this.isAwaited = true
    return Promise.race([work(), this.#passed.promise])
  }
}

/**
 * Gives the routes that `app` registers from now on so many milliseconds to answer. After them, the request fails as if
 * its handler had thrown.
 */
export function answerWithin(app: FastifyInstance, milliseconds: number): void {
  limitTime(app, milliseconds)
  app.addHook('onRoute', (route) => {
    const { handler } = route
    route.handler = function handleInTime(request, reply) {
      return request.deadline.wait(() => handler.call(this, request, reply))
    }
  })
}

/** The same for routes that answer in a format of their own. They wait with `request.deadline.wait`. */
export function limitTime(app: FastifyInstance, milliseconds: number): void {
  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, deadlineMs: milliseconds }
  })
}

/**
 * Ends every request that is not answered in time, whatever it waits for. Fastify's own `handlerTimeout` is no such limit:
 * on a real connection it is switched off once the body has been read.
 */
export function enforceDeadlines(app: FastifyInstance): void {
  const firstBytes = new FirstBytes(app.server)
  const freezes = new Freezes()
  app.addHook('onClose', async () => freezes.stop())
  app.decorateRequest('deadline')
  app.addHook('onRequest', (request, reply, done) => {
    const deadline = new Deadline(firstBytes.elapsed(request.raw))
    request.deadline = deadline
    const { deadlineMs } = request.routeOptions.config
    // What only reads is of no use to a client that has left.
    if (READS.has(request.method)) reply.raw.once('close', () => (request.work.isOver = true))
    if (deadlineMs !== undefined) {
      // What writes may be: it goes on to its deadline.
      reply.raw.once('close', () => {
        if (reply.raw.writableEnded) deadline.lift()
      })
      deadline.arm(deadlineMs, () => void endRequest(request, reply, deadlineMs))
    }
    done()
  })
  app.addHook('onSend', async (request, reply) => {
    if (reply.raw.destroyed) request.deadline.lift()
  })
  app.addHook('onRequest', async (request) => {
    if (freezes.isJustOver()) await refuseAbandoned(request)
  })
}

/**
 * Ends a request whose client left during a freeze. A proxy has said long ago that it failed, so perhaps something newer was
 * saved since, elsewhere.
 */
async function refuseAbandoned({ raw, work }: FastifyRequest): Promise<void> {
  await untilRead()
  if (raw.socket.readableEnded || raw.destroyed) work.isOver = true
}

async function endRequest(request: FastifyRequest, reply: FastifyReply, milliseconds: number): Promise<void> {
  const { deadline, raw } = request
  request.work.isOver = true
  // After a freeze, timers come before sockets: the body may lie there, and then nothing was wrong with the request.
  if (isBodyMissing(raw)) await untilRead()
  // For an answer that the client does not take, or that does not go on.
  const lastBytes = setTimeout(() => reply.raw.destroy(), LAST_BYTES_MS)
  reply.raw.once('close', () => clearTimeout(lastBytes))
  if (reply.raw.headersSent) return
  const isMissing = isBodyMissing(raw)
  if (isMissing) ignoreBody(raw)
  const error = isMissing
    ? new DomainError('request-timeout')
    : new DeadlineError(`No answer within ${milliseconds} ms`)
  // What the work still sends is nobody's. Fastify would log it as a fault of the route.
  reply.raw.once('finish', () => (reply.send = () => reply))
  deadline.pass(error)
  if (!deadline.isAwaited) reply.send(error)
}

/** Whoever reads the body must not answer a second time when the connection ends. */
function ignoreBody(raw: IncomingMessage): void {
  for (const event of ['data', 'end', 'error']) raw.removeAllListeners(event)
  raw.on('error', () => {})
}
