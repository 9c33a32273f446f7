import { type HttpResponse, type Send, sendOverHttp } from '../http/send.ts'

type Headers = Record<string, string | undefined>

/** Speaks to one MCP server's host as its SDK does. A header given as undefined is left out. */
export class SdkCaller<R extends HttpResponse = HttpResponse> {
  readonly #send: Send<R>
  readonly #server: { host: string; key: string }

  constructor(send: Send<R>, server: { host: string; key: string }) {
    this.#send = send
    this.#server = server
  }

  readConfig(headers: Headers = {}): Promise<R> {
    return this.send('GET', '/api/mcpserver/config', headers)
  }

  /** Text and bytes go as they are, everything else as JSON. */
  openTicket(body: unknown, headers: Headers = {}): Promise<R> {
    const raw = typeof body === 'string' || Buffer.isBuffer(body)
    const payload = raw ? body : JSON.stringify(body)
    return this.send(
      'POST',
      '/api/mcpserver/support',
      { 'content-type': 'application/json', ...headers },
      payload,
    )
  }

  readStatus(reference: string, receipt?: string, headers: Headers = {}): Promise<R> {
    return this.send('GET', `/api/mcpserver/support/${reference}`, {
      'x-mcp-obs-receipt': receipt,
      ...headers,
    })
  }

  send(method: string, path: string, headers: Headers = {}, body?: string | Buffer): Promise<R> {
    const { host, key } = this.#server
    const all = Object.entries({ host, 'x-mcp-obs-key': key, ...headers })
    const given = all.filter((entry): entry is [string, string] => entry[1] !== undefined)
    return this.#send({
      method,
      host,
      path,
      headers: Object.fromEntries(given),
      ...(body !== undefined && { body }),
    })
  }
}

export interface Answer {
  status: number
  body: { ticket?: { reference: string }; code?: string }
}

/** Posts a ticket to a platform on this machine, as the SDK with that DSN does. */
export async function postTicket(dsn: string, fields: object, headers?: Headers): Promise<Answer> {
  const { host, username: key } = new URL(dsn)
  const response = await new SdkCaller(sendOverHttp, { host, key }).openTicket(fields, headers)
  return { status: response.statusCode, body: response.json() }
}
