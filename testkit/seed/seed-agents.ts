import type { Scope } from '#shared/access-token.ts'
import { OauthClient } from '../end-user/oauth-client.ts'
import { ScriptedBrowser } from '../end-user/scripted-browser.ts'
import { sendOverHttp } from '../http/send.ts'
import { approveAgent } from '../staff/approve-agent.ts'
import type { Staff } from '../staff/staff.ts'
import { HOSTILE } from './hostile.ts'

/** A client of each kind that wants to be connected to the desk. */
export type AgentClients = Record<'web' | 'loopback' | 'app' | 'hostile', OauthClient>

export async function registerAgentClients(origin: string): Promise<AgentClients> {
  const register = (name: string, redirectUri: string) => OauthClient.register(origin, name, redirectUri)
  const [web, loopback, app, hostile] = await Promise.all([
    register('ChatGPT', 'https://chatgpt.example/callback'),
    register('Claude Code', 'http://127.0.0.1:33418/callback'),
    register('Cursor', 'cursor://anysphere.cursor-mcp/callback'),
    register(HOSTILE.title, `https://${'a-very-long-name-'.repeat(3)}without.an.end.of.it.example/callback`),
  ])
  return { web, loopback, app, hostile }
}

/** Connects a client in the name of a member, without a browser, and gives it its tokens. */
export async function connectAgent(client: OauthClient, staff: Staff, scopes: Scope[]): Promise<void> {
  const browser = new ScriptedBrowser(sendOverHttp)
  browser.keep(new URL(client.origin).host, staff.visitor.cookie ?? '')
  await client.redeemCallback(
    await approveAgent(browser, client.authorizationUrl(), { org: staff.org, scopes }),
  )
}
