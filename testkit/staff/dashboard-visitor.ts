import type { Problem } from '#shared/error-codes.ts'
import type { HttpResponse, Send } from '../http/send.ts'

/**
 * Somebody with a browser on the dashboard's host. It calls the dashboard's API as the pages do, and keeps the cookies. With
 * an access token it is a script instead, which has no cookie.
 */
export class DashboardVisitor<R extends HttpResponse = HttpResponse> {
  /** Of the session. */
  cookie: string | undefined
  /** By which the browser is known at sign-in. */
  #device: string | undefined
  /** An access token, sent in place of the cookie. */
  token: string | undefined
  readonly #send: Send<R>
  readonly #host: string

  /** @param host of the dashboard, with the port. */
  constructor(send: Send<R>, host: string) {
    this.#send = send
    this.#host = host
  }

  /** @throws when the call is refused, with status and problem */
  async query<T = unknown>(path: string, input?: unknown): Promise<T> {
    return unwrap(path, await this.send('GET', path, input))
  }

  /** @throws when the call is refused, with status and problem */
  async mutate<T = unknown>(path: string, input?: unknown): Promise<T> {
    return unwrap(path, await this.send('POST', path, input))
  }

  /** The problem of a call that must fail. */
  async problemOf(
    kind: 'query' | 'mutate',
    path: string,
    input?: unknown,
  ): Promise<Problem & { status: number }> {
    const response = await this.send(kind === 'query' ? 'GET' : 'POST', path, input)
    const { error } = bodyOf(response.body)
    if (!error) throw new Error(`${path} was expected to fail and did not`)
    return { ...error.data.problem, status: response.statusCode }
  }

  async send(
    method: 'GET' | 'POST',
    path: string,
    input?: unknown,
    headers: Record<string, string> = {},
  ): Promise<R> {
    const query =
      method === 'GET' && input !== undefined ? `?input=${encodeURIComponent(JSON.stringify(input))}` : ''
    const response = await this.#send({
      method,
      host: this.#host,
      path: `/trpc/${path}${query}`,
      headers: {
        ...this.#credentials(),
        ...(method === 'POST' && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(method === 'POST' && { body: JSON.stringify(input ?? null) }),
    })
    for (const line of [response.headers['set-cookie'] ?? []].flat()) this.#keep(String(line).split(';')[0]!)
    return response
  }

  /** Goes on with the cookies of another one, as a browser does that moves to another network. */
  takeCookiesOf(other: DashboardVisitor): void {
    this.cookie = other.cookie
    this.#device = other.#device
  }

  #keep(cookie: string): void {
    if (/^(?:__Host-)?device=/.test(cookie)) this.#device = cookie
    else this.cookie = cookie
  }

  #credentials(): Record<string, string> {
    if (this.token !== undefined) return { authorization: `Bearer ${this.token}` }
    const cookies = [this.cookie, this.#device].filter(Boolean).join('; ')
    return { 'sec-fetch-site': 'same-origin', ...(cookies && { cookie: cookies }) }
  }
}

interface Body {
  result?: { data?: unknown }
  error?: { data: { problem: Problem } }
}

/** A stream is refused inside itself, by an event that carries what an ordinary answer would. */
function bodyOf(text: string): Body {
  const [, refusal] = /^event: serialized-error\ndata: (.+)$/m.exec(text) ?? []
  return refusal ? { error: JSON.parse(refusal) } : JSON.parse(text)
}

function unwrap<T>(path: string, response: HttpResponse): T {
  const { result, error } = response.json<Body>()
  if (error) throw new Error(`${path}: ${response.statusCode} ${JSON.stringify(error.data.problem)}`)
  // A request that came to its end before it came to tRPC.
  if (!result) throw new Error(`${path}: ${response.statusCode} ${response.body}`)
  return result.data as T
}
