import type { Configuration } from 'oidc-provider'
import type { RenderSignInPage } from '../http/sign-in-page.ts'
import { errors } from './oidc-provider.ts'

/** Shows an error to the user when the client cannot get it: the redirect address itself may be wrong. */
export function renderErrorWith(
  renderPage: RenderSignInPage,
  serverName: string,
): NonNullable<Configuration['renderError']> {
  return (ctx, { error: code, error_description: errorDescription }, cause) => {
    // The protocol calls this a bad request. For the user, the page was open for too long.
    const error = cause instanceof errors.SessionNotFound ? 'sign-in-expired' : code
    const { html, headers } = renderPage({ serverName, error, ...(errorDescription && { errorDescription }) })
    ctx.set(headers)
    ctx.type = 'html'
    ctx.body = html
  }
}
