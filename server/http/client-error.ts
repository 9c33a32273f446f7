import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { type ErrorCode, ERRORS } from '#shared/error-codes.ts'
import type { FastifyInstance } from 'fastify'
import { isNavigation } from './is-navigation.ts'
import { shortenAddress } from './logged-request.ts'
import { type Notice, renderNotice } from './notice-page.ts'
import { presentProblem, titleOf } from './present-problem.ts'
import { API_HEADERS } from './security-headers.ts'
import { closeSoon } from './unread-bodies.ts'

/** Node's own field: the answer that the socket carries now. The request under it may be what cannot be read any more. */
type AnsweringSocket = Socket & { _httpMessage?: ServerResponse | null }

interface ClientError {
  code?: string
  /** The last bytes that arrived, as a Buffer, for an error of the parser. */
  rawPacket?: unknown
}

interface Unreadable {
  status: number
  code: ErrorCode
  detail: string
  notice: Notice
}

/** What Node could not read, by its code. */
const UNREADABLE: Record<string, Unreadable> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: 'invalid-request',
    detail: 'The headers of the request are larger than 16 KiB.',
    notice: {
      title: 'The browser sent too much',
      message: 'It sent more than this service takes with a request. These are cookies, most of the time.',
      advice: 'Delete the cookies of this address in your browser, then try again.',
    },
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: ERRORS['request-timeout'][0],
    code: 'request-timeout',
    detail: ERRORS['request-timeout'][1],
    notice: {
      title: 'The request took too long',
      message: 'It did not arrive in time. The connection may be slow.',
      advice: 'Try again.',
    },
  },
}

const OTHER: Unreadable = {
  status: ERRORS['invalid-request'][0],
  code: 'invalid-request',
  detail: ERRORS['invalid-request'][1],
  notice: {
    title: 'This page cannot be shown',
    message: ERRORS['invalid-request'][1],
    advice: 'Check the address, and go back to where you came from.',
  },
}

/**
 * Answers what Node could not read as a request, on the bare socket, and closes it: a client that neither sends nor closes
 * must not keep it open. A person gets a page where the last bytes that arrived say that a browser navigates.
 */
export function answerClientError(
  app: FastifyInstance,
  { code = '', rawPacket }: ClientError,
  socket: AnsweringSocket,
): void {
  const isAnswered = socket._httpMessage?.headersSent === true
  if (code === 'ECONNRESET' || !socket.writable || isAnswered) return void socket.destroy()
  closeSoon(socket)
  const requestId = randomUUID()
  const unreadable = UNREADABLE[code] ?? OTHER
  const { status } = unreadable
  const network = shortenAddress(socket.remoteAddress)
  app.metrics.countUnreadable(status)
  app.log.info({ requestId, method: null, route: null, network, site: null, status }, 'request')
  const { body, headers } = isPageWanted(rawPacket)
    ? presentPage(unreadable, requestId)
    : presentJson(unreadable, requestId)
  const all = { ...headers, 'x-request-id': requestId, 'content-length': String(Buffer.byteLength(body)) }
  socket.end(head(status, all) + body)
}

function presentJson(unreadable: Unreadable, requestId: string) {
  const body = JSON.stringify(presentProblem(unreadable, requestId))
  const type = 'application/problem+json; charset=utf-8'
  return { body, headers: { ...API_HEADERS, 'cache-control': 'no-store', 'content-type': type } }
}

function presentPage({ status, code, notice }: Unreadable, requestId: string) {
  const { html, headers } = renderNotice({
    ...notice,
    details: [`${status} ${code}`, `Request ${requestId}`],
  })
  return { body: html, headers }
}

/** Without `(?! )`, spaces before a single CR or LF take quadratic time, and 64 KiB of them seconds. */
const SAYS_WANTED = /^(sec-fetch-mode|accept): *(?! )(.*)$/i

/** Whether what arrived last has the head of a navigation. Cookies, which come last, may have arrived by themselves. */
function isPageWanted(packet: unknown): boolean {
  if (!Buffer.isBuffer(packet)) return false
  const [first = '', ...lines] = packet.toString('latin1').split('\r\n')
  const headers = Object.fromEntries(
    lines.flatMap((line) => {
      const [, name = '', value = ''] = SAYS_WANTED.exec(line) ?? []
      return name ? [[name.toLowerCase(), value]] : []
    }),
  )
  return isNavigation({ method: first.split(' ', 1)[0] ?? '', headers })
}

function head(status: number, headers: Record<string, string>): string {
  const lines = Object.entries({ ...headers, connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  return `HTTP/1.1 ${status} ${titleOf(status)}\r\n${lines.join('')}\r\n`
}
