import { randomUUID } from 'node:crypto'
import { sendOverHttp } from '../http/send.ts'
import type { Visit } from '../mcp/oauth-login.ts'
import { ScriptedBrowser } from './scripted-browser.ts'
import { authorize } from './sign-in-steps.ts'

/**
 * An end-user of one MCP server whose browser is a script. For tests of what comes after the sign-in, so that they need
 * no Chromium.
 */
export class EndUser {
  readonly name: string
  readonly email: string
  /** Requests for authorization that this user has answered. */
  visits = 0
  readonly #browser = new ScriptedBrowser(sendOverHttp)

  constructor(name: string, email = `${randomUUID()}@example.com`) {
    this.name = name
    this.email = email
  }

  /** Creates the account or is signed in already, agrees, and lets the client have its answer. */
  readonly visit: Visit = async (authorizationUrl) => {
    const callback = await this.authorize(authorizationUrl)
    await (await fetch(callback)).text()
  }

  /** The same, but the client is not visited. @returns the address at the client, with the code */
  authorize(authorizationUrl: URL): Promise<URL> {
    this.visits++
    return authorize(this.#browser, authorizationUrl, this)
  }
}
