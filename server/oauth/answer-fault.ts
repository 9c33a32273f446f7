import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Refusal } from '../http/refusal.ts'
import { forwardedRequest } from './forwarded-request.ts'

/**
 * Answers a fault of the authorization server as every transport does. While the database is away and nothing was
 * written, that is `temporarily_unavailable` (RFC 6749 §4.1.2.1) with 503; else it stays the library's `server_error`.
 */
export function answerFault(ctx: KoaContextWithOIDC, error: unknown): void {
  const refusal = refuseFault(ctx, error)
  if (refusal?.code !== 'service-unavailable') return
  ctx.status = refusal.status
  ctx.set('retry-after', String(refusal.retryAfterSeconds))
  if (isErrorBody(ctx.body)) {
    ctx.body = { error: 'temporarily_unavailable', error_description: refusal.detail }
  }
}

/** The refusal that a fault means, noted for the log. */
export function refuseFault(ctx: KoaContextWithOIDC, error: unknown): Refusal | undefined {
  return forwardedRequest(ctx.req)?.refuse(error)
}

function isErrorBody(body: unknown): body is { error: string } {
  return typeof body === 'object' && body !== null && 'error' in body
}
