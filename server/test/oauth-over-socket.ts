import type { FastifyInstance } from 'fastify'
import { OauthVisitor } from '#testkit/end-user/oauth-visitor.ts'
import { ScriptedBrowser } from '#testkit/end-user/scripted-browser.ts'
import { type Send, sendOverHttp } from '#testkit/http/send.ts'
import { listen } from './raw-http.ts'

/** Lets an app listen. @returns how to send to it, from one of this machine's loopback addresses */
export async function sendTo(app: FastifyInstance): Promise<(from?: string) => Send> {
  const connected = `127.0.0.1:${await listen(app)}`
  return (localAddress = '127.0.0.1') =>
    ({ host, headers, ...request }) =>
      sendOverHttp({ ...request, host: connected, headers: { host, ...headers }, localAddress })
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
