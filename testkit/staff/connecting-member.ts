import { setTimeout as sleep } from 'node:timers/promises'
import { ScriptedBrowser } from '../end-user/scripted-browser.ts'
import { sendOverHttp } from '../http/send.ts'
import type { Visit } from '../mcp/oauth-login.ts'
import { type Approval, approveAgent } from './approve-agent.ts'

/** Some clients show the address first, and then begin to listen. No person is as fast as this one. */
const LISTEN_TIMEOUT_MS = 30_000

/** A member of staff who connects MCP clients to the desk, whose browser is a script. */
export class ConnectingMember {
  /** What this member allows the next client. */
  approval: Approval
  /** Requests that this member has answered. */
  visits = 0
  readonly #browser = new ScriptedBrowser(sendOverHttp)

  /**
   * @param origin of the dashboard
   * @param cookie of their session there
   */
  constructor(origin: string, cookie: string, approval: Approval) {
    this.approval = approval
    this.#browser.keep(new URL(origin).host, cookie)
  }

  /** Approves, and lets the client have its answer. */
  readonly visit: Visit = async (authorizationUrl) => {
    this.visits++
    const callback = await approveAgent(this.#browser, authorizationUrl, this.approval)
    await open(callback)
  }
}

async function open(callback: URL): Promise<void> {
  const deadline = Date.now() + LISTEN_TIMEOUT_MS
  for (;;) {
    const answer = await fetch(callback).catch((error: unknown) => {
      if (Date.now() > deadline) throw error
    })
    if (answer) return void (await answer.text())
    await sleep(50)
  }
}
