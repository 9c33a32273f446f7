import type { Configuration } from 'oidc-provider'
import type { RenderSignInPage } from '../http/sign-in-page.ts'
import { errors } from './oidc-provider.ts'

/** Shows users what went wrong where no client can be told: the redirect address itself may be the fault. */
export function renderErrorWith(
  renderPage: RenderSignInPage,
  serverName: string,
): NonNullable<Configuration['renderError']> {
  return (ctx, { error: code, error_description: errorDescription }, cause) => {
    // To the protocol this is a bad request; to people it is a page left open for too long.
    const error = cause instanceof errors.SessionNotFound ? 'sign-in-expired' : code
    const { html, headers } = renderPage({ serverName, error, ...(errorDescription && { errorDescription }) })
    ctx.set(headers)
    ctx.type = 'html'
    ctx.body = html
  }
}
