import type { Configuration, KoaContextWithOIDC } from 'oidc-provider'
import { refuseFault } from './answer-fault.ts'
import { renderErrorPage } from './error-page.ts'
import { linkToClient } from './keep-error-here.ts'
import { errors } from './oidc-provider.ts'

/** Shows users what went wrong where no client is told by itself: the redirect address may be the fault, or anybody's. */
export function renderErrorOf(serverName: string): NonNullable<Configuration['renderError']> {
  return (ctx, told, cause) => {
    const { error: code, error_description: description } = told
    // To the protocol this is a bad request; to people it is a page left open for too long.
    const error = cause instanceof errors.SessionNotFound ? 'sign-in-expired' : describe(ctx, code, cause)
    const link = linkToClient(cause, told)
    const notice = noticeOf(cause)
    const { html, headers } = renderErrorPage({ serverName, error, description, notice, link })
    ctx.set(headers)
    ctx.type = 'html'
    ctx.body = html
  }
}

/** What the library says of a document that it could not fetch. */
const UNREAD = /^client_id metadata document fetch failed/

/** What people are told instead of what the code means: to the protocol, a client without its document is an unknown one. */
function noticeOf(cause: Error): string | undefined {
  const isUnread = cause instanceof errors.InvalidClient && UNREAD.test(cause.error_description ?? '')
  return isUnread ? 'document-unread' : undefined
}

/** An outage is told as what it is, since the person can wait for its end. */
function describe(ctx: KoaContextWithOIDC, code: string, cause: Error): string {
  if (code !== 'server_error') return code
  return refuseFault(ctx, cause)?.code === 'service-unavailable' ? 'temporarily_unavailable' : code
}
