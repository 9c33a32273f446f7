import { type ErrorCode, ERRORS, type FieldError, type QuotaLane } from '#shared/error-codes.ts'
import { fieldErrorsOf } from '#shared/field-errors.ts'
import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify'
import { ZodError } from 'zod'
import { DomainError } from '../domain/errors.ts'
import { DeadlineError } from './deadlines.ts'
import { describeFault, type Fault, type ReadFault } from './describe-fault.ts'
import { networkOf } from './network-of.ts'

/** What the caller is told about an error, whatever the transport. */
export interface Refusal {
  status: number
  code: ErrorCode
  detail: string
  errors?: readonly FieldError[]
  /** Seconds. */
  retryAfterSeconds?: number
  lane?: QuotaLane
}

/** A refusal as it is logged: where it happened and, for a fault of ours, what it was. */
interface LoggedRefusal {
  procedure?: string
  status: number
  fault?: Fault
}

interface RequestWork {
  /** How many statements may have changed a row. */
  written: number
  /** Whether the request was answered because its time was over. Then, what has not written must not begin to. */
  isOver: boolean
}

/** Makes the work of one request, and runs all that is done for it. */
export interface WorkTracking<Work extends RequestWork = RequestWork> {
  /** @param transport the first part of the route, and `network` where the request comes from */
  newWork: (transport: string | undefined, network: string) => Work
  runWork: (work: Work, run: () => void) => void
}

declare module 'fastify' {
  interface FastifyRequest {
    /**
     * Turns an error into what the caller is told, and notes it for the request's line in the log. The same error
     * object gives the same refusal and is noted once.
     *
     * @param procedure the name of the tRPC procedure that failed, if it was one
     */
    refuse(error: unknown, procedure?: string): Refusal
    /** Everything that was refused while the request was handled. */
    refusals: LoggedRefusal[]
    /** The errors that were refused, with what the caller is told. */
    refusedErrors: Map<unknown, Refusal>
    /** What was done for the request so far. Whoever builds the app notes it: `http/` knows no database. */
    work: RequestWork
  }
}

/**
 * Seconds from the beginning of a request to the next attempt, when the database is away or this process is stopping. SDKs
 * make three attempts in ten seconds: so these are spread over an outage, and who has waited for an answer comes back soon,
 * perhaps to another process.
 */
const OUTAGE_RETRY_SECONDS = 3

/** More would only repeat what the first ones say. */
const MAX_FIELD_ERRORS = 20
/** Characters. */
const MAX_POINTER = 128

/** Gives every request `refuse`, the one place where an error becomes an answer. */
export function addRefusals(app: FastifyInstance, readFault: ReadFault): void {
  app.decorateRequest('refusals')
  app.decorateRequest('refusedErrors')
  app.decorateRequest('refuse', function refuse(this: FastifyRequest, error: unknown, procedure?: string) {
    // Per request: a promise that is kept and rejects gives one error to many requests.
    this.refusedErrors ??= new Map()
    const earlier = this.refusedErrors.get(error)
    if (earlier) return earlier
    const refusal = toRefusal(error, this, readFault)
    this.refusedErrors.set(error, refusal)
    this.server.metrics.countRefusal(refusal)
    const { status } = refusal
    this.refusals ??= []
    this.refusals.push({
      ...(procedure !== undefined && { procedure }),
      status,
      ...(status >= 500 && { fault: describeFault(error, readFault) }),
    })
    return refusal
  })
}

/** Gives every request its work. Registered first: what comes later is a part of it. */
export function trackWork(app: FastifyInstance, { newWork, runWork }: WorkTracking): void {
  app.decorateRequest('work')
  app.addHook('onRequest', (request, _reply, done) => {
    request.work = newWork(request.routeOptions.url?.split('/')[1], networkOf(request.ip))
    runWork(request.work, done)
  })
}

/** What the caller is told about an error that came up while a request was handled. */
export function toRefusal(error: unknown, request: FastifyRequest, readFault: ReadFault): Refusal {
  const { code, message, errors, retryAfterSeconds, lane } = toDomainError(error, request, readFault)
  return {
    status: ERRORS[code][0],
    code,
    detail: message,
    ...(errors && { errors: errors.slice(0, MAX_FIELD_ERRORS).map(shortenPointer) }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    ...(lane && { lane }),
  }
}

function shortenPointer(error: FieldError): FieldError {
  return { ...error, pointer: error.pointer.slice(0, MAX_POINTER) }
}

function toDomainError(error: unknown, request: FastifyRequest, readFault: ReadFault): DomainError {
  if (error instanceof DomainError) return error
  if (error instanceof ZodError) return new DomainError('validation-failed', { errors: fieldErrorsOf(error) })
  const { statusCode = 500 } = error instanceof Error ? (error as Partial<FastifyError>) : {}
  if (statusCode >= 400 && statusCode < 500)
    return new DomainError(FRAMEWORK_CODES[statusCode] ?? 'invalid-request')
  const outage = error instanceof DeadlineError ? 'lost' : readFault(error)?.outage
  // An outage now says nothing about what the request wrote before.
  if (outage !== undefined && request.work.written === 0) return unavailable(request)
  return new DomainError('internal-error')
}

/** Nothing was written, and the same request may be sent again. */
export function unavailable({ deadline }: Partial<FastifyRequest>): DomainError {
  // To the nearest second: a timer may end a moment before its time.
  const waited = Math.round((deadline?.elapsed ?? 0) / 1_000)
  const retryAfterSeconds = Math.max(1, OUTAGE_RETRY_SECONDS - waited)
  return new DomainError('service-unavailable', { retryAfterSeconds })
}

/** What Fastify and its plugins refuse by themselves. */
const FRAMEWORK_CODES: Readonly<Record<number, ErrorCode>> = {
  404: 'route-not-found',
  405: 'method-not-allowed',
  408: 'request-timeout',
  413: 'body-too-large',
  415: 'unsupported-media-type',
}
