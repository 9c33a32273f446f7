import { type ErrorCode, ERRORS, type Problem } from '#shared/error-codes.ts'
import { fieldErrorsOf } from '#shared/field-errors.ts'
import { initTRPC, TRPCError } from '@trpc/server'
import { z, ZodError } from 'zod'
import { forkForTenant } from '../db/tenant.ts'
import type { TenantContext } from '../domain/context.ts'
import { DomainError } from '../domain/errors.ts'
import { findMembership } from '../domain/organization/membership.repository.ts'
import type { TrpcContext } from './context.ts'

/** Seconds between comments that keep a quiet stream alive, and after which a browser takes it for dead. */
const SSE_PING = 10
const SSE_DEAD = 25

const t = initTRPC.context<TrpcContext>().create({
  // Stacks never leave the process, in development either.
  isDev: false,
  sse: {
    ping: { enabled: true, intervalMs: SSE_PING * 1000 },
    client: { reconnectAfterInactivityMs: SSE_DEAD * 1000 },
    // Each reconnect checks session and membership again.
    maxDurationMs: 10 * 60_000,
  },
  errorFormatter({ shape, error, ctx }) {
    const problem = problemOf(error, ctx?.request.id ?? '')
    return {
      ...shape,
      message: problem.detail,
      data: { code: shape.data.code, httpStatus: shape.data.httpStatus, problem },
    }
  },
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

const typedErrors = t.middleware(async ({ next }) => {
  const result = await next()
  if (result.ok) return result
  const { cause } = result.error
  if (cause instanceof DomainError) {
    throw new TRPCError({ code: TRPC_CODES[ERRORS[cause.code][0]] ?? 'INTERNAL_SERVER_ERROR', cause })
  }
  if (cause instanceof ZodError) throw new TRPCError({ code: 'UNPROCESSABLE_CONTENT', cause })
  return result
})

function problemOf(error: TRPCError, requestId: string): Problem {
  const { cause } = error
  if (cause instanceof DomainError) {
    const { code, message: detail, errors, retryAfterSeconds } = cause
    return {
      code,
      detail,
      requestId,
      ...(errors && { errors }),
      ...(retryAfterSeconds && { retryAfterSeconds }),
    }
  }
  if (cause instanceof ZodError) {
    return {
      code: 'validation-failed',
      detail: ERRORS['validation-failed'][1],
      requestId,
      errors: fieldErrorsOf(cause),
    }
  }
  const code = PROTOCOL_ERRORS[error.code] ?? 'internal-error'
  return { code, detail: ERRORS[code][1], requestId }
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

export const { router } = t

/** For anybody. Each use needs its reason in `isolation.test.ts`. */
export const publicProcedure = t.procedure.use(typedErrors)

const named = z.object({ org: z.string().max(63) })

/**
 * For members of the organization that the input names. To everybody else, that organization does not exist.
 */
export const memberProcedure = publicProcedure.use(async ({ ctx, getRawInput, next }) => {
  if (!ctx.accountId) throw new DomainError('not-signed-in')
  const input = named.safeParse(await getRawInput())
  const membership = input.success && (await findMembership(ctx.platform.em, ctx.accountId, input.data.org))
  if (!membership) throw new DomainError('organization-not-found')
  const { organizationId, role } = membership
  const tenant: TenantContext = {
    ...ctx.platform,
    em: forkForTenant(ctx.platform.em, organizationId),
    organizationId,
    actor: { kind: 'account', id: ctx.accountId, role },
  }
  return next({ ctx: { tenant } })
})
