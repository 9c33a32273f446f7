import type { SignInPageDto } from '#shared/sign-in.ts'
import type { Configuration } from 'oidc-provider'

/** Makes the page of the sign-in, with the headers it needs. */
export type RenderPage = (page: SignInPageDto) => { html: string; headers: Record<string, string> }

/** Shows users what went wrong where no client can be told: the redirect address itself may be the fault. */
export function renderErrorWith(
  renderPage: RenderPage | undefined,
  serverName: string,
): NonNullable<Configuration['renderError']> {
  return (ctx, { error, error_description: errorDescription }) => {
    if (!renderPage) {
      ctx.body = { error, error_description: errorDescription }
      return
    }
    const { html, headers } = renderPage({ serverName, error, ...(errorDescription && { errorDescription }) })
    ctx.set(headers)
    ctx.type = 'html'
    ctx.body = html
  }
}
