import type { ErrorCode } from '#shared/error-codes.ts'
import type { FastifyRequest } from 'fastify'
import type { HtmlDocument } from './html-document.ts'
import { type Notice, renderNotice } from './notice-page.ts'
import type { Refusal } from './refusal.ts'
import { SIGN_IN_HEADERS } from './security-headers.ts'

/** Shown wherever a sign-in at an MCP server cannot go on: blocked cookies look like a sign-in of another browser. */
export const EXPIRED: Notice = {
  title: 'This sign-in has expired',
  message: 'It is finished, has expired or was started in another browser.',
  advice:
    'Go back to your app and connect again. If that leads here again, allow cookies for this address in your browser.',
}

/** Pages for what people meet. Everything else is told with the sentence of its refusal. */
const NOTICES: Partial<Record<ErrorCode, Notice>> = {
  'service-unavailable': {
    title: 'Not available right now',
    message: 'The service does not answer at the moment. Nothing that you saved is lost.',
    advice: 'Wait {time}, then try again.',
  },
  'internal-error': {
    title: 'Something went wrong on our side',
    message: 'The page could not be shown.',
    advice: 'Try again. If it happens again, give the technical details to the people who run this service.',
  },
  'quota-exceeded': {
    title: 'Too many requests',
    message: 'You, or others in your network, have asked for more than this service takes in a short time.',
    advice: 'Wait {time}, then try again.',
  },
  'request-timeout': {
    title: 'The request took too long',
    message: 'It did not arrive in time. The connection may be slow.',
    advice: 'Try again.',
  },
  'misdirected-host': {
    title: 'Nothing is served under this name',
    message: 'This service is reached, but it does not know the name in the address.',
    advice: 'Check the address. If it is right, tell the people who run this service.',
  },
  'server-not-found': {
    title: 'There is no MCP server at this address',
    message: 'It may have another name, be archived, or not let its users sign in here.',
    advice: 'Check the address. If an app sent you here, ask the people who run the MCP server.',
  },
  'sign-in-expired': EXPIRED,
}

const NOT_FOUND: Record<'app' | 'mcp-server', Notice> = {
  app: {
    title: 'There is nothing at this address',
    message: 'The page may have moved, or the address has a mistake in it.',
    advice: 'Check the address, or start from the dashboard.',
  },
  'mcp-server': {
    title: 'There is nothing to see here',
    message: 'This is the address at which apps let their users sign in to an MCP server.',
    advice: 'To sign in, go back to your app and connect there.',
  },
}

/** The page for a person whose navigation was refused. It needs neither the database nor the built pages. */
export function renderRefusal(refusal: Refusal, request: FastifyRequest): HtmlDocument {
  // Absent on what was answered before its host was known.
  const { site, issuer } = request as Partial<FastifyRequest> & { issuer?: { name: string } }
  const { title, message, advice } = noticeOf(refusal, site?.kind)
  const { html, headers } = renderNotice({
    title,
    message,
    advice: advice.replace('{time}', timeOf(refusal.retryAfterSeconds)),
    siteName: issuer?.name,
    link: linkOf(refusal, request.method, site?.kind),
    details: [`${refusal.status} ${refusal.code}`, `Request ${request.id}`],
  })
  return { html, headers: site?.kind === 'mcp-server' ? { ...headers, ...SIGN_IN_HEADERS } : headers }
}

function noticeOf({ code, status, detail }: Refusal, site: 'app' | 'mcp-server' | undefined): Notice {
  if (code === 'route-not-found') return NOT_FOUND[site ?? 'app']
  const notice = NOTICES[code]
  if (notice) return notice
  const advice = status >= 500 ? 'Try again later.' : 'Check the address, and go back to where you came from.'
  return { title: 'This page cannot be shown', message: detail, advice }
}

function linkOf({ status }: Refusal, method: string, site: 'app' | 'mcp-server' | undefined) {
  const isRepeatable = method === 'GET' && (status >= 500 || status === 429 || status === 408)
  if (isRepeatable) return { text: 'Try again', href: '' }
  return site === 'app' ? { text: 'Go to the dashboard', href: '/' } : undefined
}

function timeOf(seconds: number | undefined): string {
  if (seconds === undefined) return 'a minute'
  if (seconds <= 90) return seconds === 1 ? 'a second' : `${seconds} seconds`
  return `${Math.ceil(seconds / 60)} minutes`
}
