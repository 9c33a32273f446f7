import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import type { FastifyInstance } from 'fastify'
import { OauthVisitor } from '#testkit/end-user/oauth-visitor.ts'
import { ScriptedBrowser } from '#testkit/end-user/scripted-browser.ts'
import type { HttpResponse, Send } from '#testkit/http/send.ts'

/** Lets an app listen. @returns how to send to it, from one of this machine's loopback addresses */
export async function listen(app: FastifyInstance): Promise<(from?: string) => Send> {
  const port = Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port)
  return (from = '127.0.0.1') =>
    ({ method, host, path, headers, body }) =>
      new Promise<HttpResponse>((resolve, reject) => {
        const target = { host: '127.0.0.1', port, localAddress: from, agent: false }
        const call = request({ ...target, method, path, headers: { host, ...headers } }, (response) => {
          text(response).then(
            (received) =>
              resolve({
                statusCode: response.statusCode ?? 0,
                headers: response.headers,
                body: received,
                json: <T>() => JSON.parse(received) as T,
              }),
            reject,
          )
        })
        call.on('error', reject)
        call.end(body)
      })
}

/** A client at an address, and its user, whose browser has an address of its own, over real connections. */
export function visitOverSocket(
  sendFrom: (from?: string) => Send,
  host: string,
  from?: string,
): OauthVisitor {
  const [a, b] = [1, 2].map(() => 1 + Math.floor(Math.random() * 250))
  const browser = new ScriptedBrowser(sendFrom(`127.1.${a}.${b}`))
  return new OauthVisitor(sendFrom(from), `http://${host}`, browser)
}
