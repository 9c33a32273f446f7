/** JSON-RPC's codes, which decide whether a subscription tries again (https://www.jsonrpc.org/specification#error_object). */
const SERVER_ERROR = -32603
const CLIENT_ERROR = -32600

/** The parts of `fetch` that are used here. */
export type Fetch = (url: string | URL | Request, init?: RequestInit) => Promise<Response>

/**
 * Makes a `fetch` that carries the token, and never a cookie. What the platform refuses before tRPC is asked comes as
 * `application/problem+json`; it is returned in the form of tRPC's own errors.
 */
export function fetchWith(token: string): Fetch {
  return async (url, init) => {
    const response = await send(url, init, token)
    const shape = await readProblem(response)
    return shape ? Response.json({ error: shape }, { status: response.status }) : response
  }
}

/** The same for event streams, whose errors are events. A gateway's error is thrown, so that the stream tries again. */
export function streamWith(token: string): Fetch {
  return async (url, init) => {
    const response = await send(url, init, token)
    const shape = await readProblem(response)
    if (shape) {
      const event = `event: serialized-error\ndata: ${JSON.stringify(shape)}\n\n`
      return new Response(event, { headers: { 'content-type': 'text/event-stream' } })
    }
    if (response.status >= 500) throw new TypeError(`The desk could not be reached (${response.status}).`)
    return response
  }
}

function send(url: string | URL | Request, init: RequestInit | undefined, token: string): Promise<Response> {
  const headers = new Headers(init?.headers)
  headers.set('authorization', `Bearer ${token}`)
  return fetch(url, { ...init, headers, credentials: 'omit', redirect: 'error' })
}

async function readProblem(response: Response): Promise<object | undefined> {
  const { status, headers } = response
  if (!headers.get('content-type')?.startsWith('application/problem+json')) return undefined
  const document = (await response.json()) as { detail: string }
  const seconds = Number(headers.get('retry-after') ?? Number.NaN)
  const problem = { ...document, ...(Number.isFinite(seconds) && { retryAfterSeconds: seconds }) }
  const code = status >= 500 ? SERVER_ERROR : CLIENT_ERROR
  return { code, message: document.detail, data: { code: 'BAD_REQUEST', httpStatus: status, problem } }
}
