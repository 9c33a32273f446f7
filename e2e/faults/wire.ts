import { Agent, request } from 'node:https'
import { exchange, type HttpRequest, type HttpResponse } from '#testkit/http/send.ts'
import type { Front } from '../rehearsal/front.ts'

/** `no-answer`: nothing came within the time. `connection`: it was refused, or it broke. */
export type Outcome = { response: HttpResponse } | { failure: 'no-answer' | 'connection' }

/** Connections to the front that are kept open, as clients keep them. */
export class Wire {
  readonly #front: Front
  readonly #agents = new Map<string, Agent>()

  constructor(front: Front) {
    this.#front = front
  }

  /** Never throws. @param timeoutMs after which the client gives up */
  async send({ method, host, path, headers, body }: HttpRequest, timeoutMs: number): Promise<Outcome> {
    const servername = new URL(`https://${host}`).hostname
    const agent = this.#agents.get(host) ?? new Agent({ keepAlive: true, servername })
    this.#agents.set(host, agent)
    const { port, certificate: ca } = this.#front
    const signal = AbortSignal.timeout(timeoutMs)
    const target = { host: '127.0.0.1', port, servername, ca, method, path, agent, signal }
    try {
      return { response: await exchange(request({ ...target, headers: { host, ...headers } }), { body }) }
    } catch {
      return { failure: signal.aborted ? 'no-answer' : 'connection' }
    }
  }

  close(): void {
    for (const agent of this.#agents.values()) agent.destroy()
  }
}

/** In a word or two, for the table: `201`, `503 service-unavailable`, `502`, `connection`. */
export function nameOf(outcome: Outcome): string {
  if ('failure' in outcome) return outcome.failure
  const { statusCode, body } = outcome.response
  const code = statusCode < 400 ? undefined : /"code":"([a-z-]+)"/.exec(body)?.[1]
  return code ? `${statusCode} ${code}` : String(statusCode)
}
