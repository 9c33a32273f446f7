import { type Scope, SCOPES } from '#shared/access-token.ts'
import { act, openRequest } from '../end-user/sign-in-steps.ts'
import type { ScriptedBrowser } from '../end-user/scripted-browser.ts'

/** What a member allows a client. */
export interface Approval {
  org: string
  scopes?: readonly Scope[]
}

/**
 * Opens a client's request in the browser of a member who is signed in to the dashboard, and approves it.
 *
 * @returns the address at the client, with the code
 */
export async function approveAgent(
  browser: ScriptedBrowser,
  authorizationUrl: URL,
  { org, scopes = SCOPES }: Approval,
): Promise<URL> {
  const page = await openRequest(browser, authorizationUrl)
  return act(browser, page, 'approve', { org, scopes })
}
