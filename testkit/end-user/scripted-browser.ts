import type { HttpResponse, Send } from '../http/send.ts'

interface Cookie {
  host: string
  path: string
  name: string
  value: string
}

/** A browser on MCP servers' hosts, without pages: keeps cookies by host and path (RFC 6265 §5.4), follows no redirect. */
export class ScriptedBrowser<R extends HttpResponse = HttpResponse> {
  readonly #send: Send<R>
  #cookies: Cookie[] = []

  constructor(send: Send<R>) {
    this.#send = send
  }

  get(url: string | URL, headers: Record<string, string> = {}): Promise<R> {
    return this.#request('GET', new URL(url), headers)
  }

  post(url: string | URL, payload: object = {}, headers: Record<string, string> = {}): Promise<R> {
    const { origin } = new URL(url)
    const all = { origin, 'content-type': 'application/json', ...headers }
    return this.#request('POST', new URL(url), all, JSON.stringify(payload))
  }

  /** The `Cookie` header this browser sends to an address. */
  cookieFor(url: string | URL): string {
    const { host, pathname } = new URL(url)
    return this.#cookies
      .filter((each) => each.host === host && pathname.startsWith(each.path))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ')
  }

  async #request(
    method: 'GET' | 'POST',
    url: URL,
    headers: Record<string, string>,
    body?: string,
  ): Promise<R> {
    const cookie = this.cookieFor(url)
    const response = await this.#send({
      method,
      host: url.host,
      path: `${url.pathname}${url.search}`,
      headers: { accept: 'application/json', ...(cookie && { cookie }), ...headers },
      ...(body !== undefined && { body }),
    })
    for (const line of [response.headers['set-cookie'] ?? []].flat()) this.keep(url.host, String(line))
    return response
  }

  /** Keeps a cookie of a host. @param line a `Set-Cookie` header */
  keep(host: string, line: string): void {
    const [pair = '', ...attributes] = line.split('; ')
    const [name = '', value = ''] = pair.split(/=(.*)/s)
    const path = attributes.find((each) => each.toLowerCase().startsWith('path='))?.slice(5) ?? '/'
    this.#cookies = this.#cookies.filter(
      (each) => each.name !== name || each.host !== host || each.path !== path,
    )
    if (value !== '') this.#cookies.push({ host, path, name, value })
  }
}
