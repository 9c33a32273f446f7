import { OauthVisitor as AnyOauthVisitor } from '#testkit/end-user/oauth-visitor.ts'
import { ScriptedBrowser } from '#testkit/end-user/scripted-browser.ts'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import { randomAddress, sendInto } from './send-into.ts'

export { REDIRECT_URI, type Tokens } from '#testkit/end-user/oauth-client.ts'

/** A browser on MCP servers' hosts, at an address of its own, inside the test's process. */
export class Browser extends ScriptedBrowser<LightMyRequestResponse> {
  readonly ip: string

  constructor(app: FastifyInstance) {
    const ip = randomAddress()
    const send = sendInto(app, ip)
    super(async (request) => readPage(await send(request)))
    this.ip = ip
  }
}

/** A page is read by what it carries: data for its script, or the code of an error; `payload` holds all of it. */
function readPage(response: LightMyRequestResponse): LightMyRequestResponse {
  const { payload } = response
  const error = /<pre tabindex="0"><bdi>(?:\d+ )?([\w-]+)<\/bdi>/.exec(payload)?.[1]
  const data = error ? JSON.stringify({ error }) : /(?:<pre>|id="page">)(\{[^<]+\})</.exec(payload)?.[1]
  if (!data) return response
  return Object.defineProperties(response, {
    body: { value: data },
    json: { value: () => JSON.parse(data) as unknown },
  })
}

/** An MCP client at one MCP server's authorization server, and its user. */
export class OauthVisitor extends AnyOauthVisitor<LightMyRequestResponse, Browser> {
  readonly app: FastifyInstance

  constructor(app: FastifyInstance, host: string, browser = new Browser(app)) {
    super(sendInto(app), `http://${host}`, browser)
    this.app = app
  }
}
