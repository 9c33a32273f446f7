import type { Configuration } from 'oidc-provider'
import type { RenderSignInPage } from '../http/sign-in-page.ts'

/** Shows users what went wrong where no client can be told: the redirect address itself may be the fault. */
export function renderErrorWith(
  renderPage: RenderSignInPage,
  serverName: string,
): NonNullable<Configuration['renderError']> {
  return (ctx, { error, error_description: errorDescription }) => {
    const { html, headers } = renderPage({ serverName, error, ...(errorDescription && { errorDescription }) })
    ctx.set(headers)
    ctx.type = 'html'
    ctx.body = html
  }
}
