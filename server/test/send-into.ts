import type { Send } from '#testkit/http/send.ts'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'

/**
 * Sends requests into an app of this process, without a socket.
 *
 * @param remoteAddress whom the requests come from. Default: 127.0.0.1.
 */
export function sendInto(app: FastifyInstance, remoteAddress?: string): Send<LightMyRequestResponse> {
  return ({ method, host, path, headers, body }) =>
    app.inject({
      method: method as 'GET',
      url: path,
      headers: { host, ...headers },
      ...(remoteAddress && { remoteAddress }),
      ...(body !== undefined && { payload: body }),
    })
}

/** An address of one's own, so that throttles do not see one attacker in everybody. */
export function randomAddress(): string {
  return `10.${[1, 2, 3].map(() => Math.floor(Math.random() * 255)).join('.')}`
}
