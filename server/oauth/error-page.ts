import type { HtmlDocument } from '../http/html-document.ts'
import { type NoticePage, renderNotice } from '../http/notice-page.ts'
import { SIGN_IN_HEADERS } from '../http/security-headers.ts'
import { explainError } from './explain-error.ts'

interface OauthError {
  /** Of the MCP server. */
  serverName: string
  /** A code of OAuth (RFC 6749 §4.1.2.1) or of the authorization server. */
  error: string
  /** What is explained to people, if the code does not say it. */
  notice?: string | undefined
  /** What exactly was wrong with the request, for developers of clients. */
  description?: string | undefined
  link?: NoticePage['link']
}

/** The page for a user whose sign-in cannot continue: what happened, what to do and, for developers, why. */
export function renderErrorPage({
  serverName,
  error,
  notice = error,
  description,
  link,
}: OauthError): HtmlDocument {
  const details = description ? [error, description] : [error]
  const { html, headers } = renderNotice({ ...explainError(notice), siteName: serverName, link, details })
  return { html, headers: { ...headers, ...SIGN_IN_HEADERS } }
}
