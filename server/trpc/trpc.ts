import type { ErrorCode, Problem } from '#shared/error-codes.ts'
import { initTRPC, TRPCError } from '@trpc/server'
import { getHTTPStatusCodeFromError } from '@trpc/server/http'
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc'
import { ZodError } from 'zod'
import { DomainError } from '../domain/errors.ts'
import { TOKENS_CANNOT } from '../domain/policy.ts'
import { challengeOf } from '../http/problem.ts'
import type { TrpcContext } from './context.ts'
import { currentRequest } from './current-request.ts'
import { enter, organizationIn } from './enter.ts'

const t = initTRPC.context<TrpcContext>().create({
  // Stacks never leave the process, in development either.
  isDev: false,
  // A name that no procedure has is a text of the caller, which the log must not repeat.
  errorFormatter: ({ error, path, type }) => shapeOf(error, type === 'unknown' ? undefined : path),
})

/** tRPC derives the HTTP status from its own code, so each of ours is given the code with the same status. */
const TRPC_CODES: Record<number, TRPCError['code']> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_SUPPORTED',
  409: 'CONFLICT',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  422: 'UNPROCESSABLE_CONTENT',
  429: 'TOO_MANY_REQUESTS',
  503: 'SERVICE_UNAVAILABLE',
}

/**
 * Gives every error that a procedure throws its status and its `Retry-After`, before tRPC writes the head. A procedure that
 * is not done at the request's deadline fails, and the others of its batch are answered.
 */
const typedErrors = t.middleware(async ({ ctx, path, next }) => {
  ;(ctx.request.procedures ??= []).push(path)
  let cause: unknown
  try {
    const result = await ctx.request.deadline.wait(() => next())
    if (result.ok) return result
    cause = causeOf(result.error)
  } catch (late) {
    cause = late
  }
  const { code, retryAfterSeconds } = ctx.request.refuse(cause, path)
  const challenge = challengeOf(code)
  if (challenge) ctx.reply.header('www-authenticate', challenge)
  if (retryAfterSeconds !== undefined) ctx.reply.header('retry-after', retryAfterSeconds)
  throw typedError(cause, path)
})

/** The error of tRPC with the status that a failure has. */
export function typedError(cause: unknown, path: string): TRPCError {
  const { status } = currentRequest().refuse(cause, path)
  return new TRPCError({ code: TRPC_CODES[status] ?? 'INTERNAL_SERVER_ERROR', cause })
}

/** A failed call, as tRPC's clients read it. */
export function shapeOf(error: TRPCError, path: string | undefined) {
  const problem = problemOf(error, path)
  const httpStatus = getHTTPStatusCodeFromError(error)
  return {
    code: TRPC_ERROR_CODES_BY_KEY[error.code],
    message: problem.detail,
    data: { code: error.code, httpStatus, problem },
  }
}

function problemOf(error: TRPCError, path: string | undefined): Problem {
  const request = currentRequest()
  const { code, detail, errors, retryAfterSeconds } = request.refuse(causeOf(error), path)
  return {
    code,
    detail,
    requestId: request.id,
    ...(errors && { errors }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  }
}

/** What stands behind tRPC's error: the error of a procedure, or what tRPC itself refuses. */
function causeOf(error: TRPCError): unknown {
  const { cause } = error
  if (cause instanceof DomainError || cause instanceof ZodError) return cause
  const code = PROTOCOL_ERRORS[error.code]
  return code ? new DomainError(code) : (cause ?? error)
}

/** What tRPC itself refuses before a procedure runs. */
const PROTOCOL_ERRORS: Partial<Record<TRPCError['code'], ErrorCode>> = {
  BAD_REQUEST: 'invalid-request',
  PARSE_ERROR: 'invalid-request',
  NOT_FOUND: 'route-not-found',
  METHOD_NOT_SUPPORTED: 'method-not-allowed',
  UNSUPPORTED_MEDIA_TYPE: 'unsupported-media-type',
  PAYLOAD_TOO_LARGE: 'body-too-large',
}

export const { router, createCallerFactory } = t

const failing = t.procedure.use(typedErrors)

/** For anybody but access tokens. Each use needs its reason in `isolation.test.ts`. */
export const publicProcedure = failing.use(async ({ ctx, next }) => {
  if (ctx.token !== undefined) throw new DomainError('forbidden', { detail: TOKENS_CANNOT })
  return next()
})

/** For whoever is signed in, and what belongs to their own account. Each use needs its reason in `isolation.test.ts`. */
export const accountProcedure = failing.use(async ({ ctx, next }) => {
  const accountId = await ctx.readAccountId()
  const sessionSecret = ctx.cookie.read(ctx.request)
  if (accountId === undefined || sessionSecret === undefined) throw new DomainError('not-signed-in')
  return next({ ctx: { accountId, sessionSecret } })
})

/**
 * For members of the organization that the input names, and for their access tokens. To everybody else, that organization
 * does not exist.
 */
export const memberProcedure = failing.use(async ({ ctx, getRawInput, next }) => {
  const entered = await enter(ctx, organizationIn(await getRawInput()))
  return next({ ctx: entered })
})
