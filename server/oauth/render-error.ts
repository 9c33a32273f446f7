import type { Configuration, KoaContextWithOIDC } from 'oidc-provider'
import { refuseFault } from './answer-fault.ts'
import { renderErrorPage } from './error-page.ts'
import { errors } from './oidc-provider.ts'

/** Shows users what went wrong where no client can be told: the redirect address itself may be the fault. */
export function renderErrorOf(serverName: string): NonNullable<Configuration['renderError']> {
  return (ctx, { error: code, error_description: description }, cause) => {
    // To the protocol this is a bad request; to people it is a page left open for too long.
    const error = cause instanceof errors.SessionNotFound ? 'sign-in-expired' : describe(ctx, code, cause)
    const { html, headers } = renderErrorPage({ serverName, error, description })
    ctx.set(headers)
    ctx.type = 'html'
    ctx.body = html
  }
}

/** An outage is told as what it is, since the person can wait for its end. */
function describe(ctx: KoaContextWithOIDC, code: string, cause: Error): string {
  if (code !== 'server_error') return code
  return refuseFault(ctx, cause)?.code === 'service-unavailable' ? 'temporarily_unavailable' : code
}
