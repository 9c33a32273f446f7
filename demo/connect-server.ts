import { setTimeout as sleep } from 'node:timers/promises'
import { type McpServerSettings, PREDEFINED_CATEGORIES } from '#shared/mcp-server.ts'
import { serverSettings } from '#testkit/staff/server-settings.ts'
import { Staff } from '#testkit/staff/staff.ts'
import { type Logins, writeLogins } from './logins.ts'

/** An MCP server as the demo's dashboard has it. */
export interface DemoServer {
  slug: string
  name: string
  description: string
  /** Where its users reach it, if they have to sign in. */
  resourceUrl: string | null
  /** Categories besides the predefined ones. */
  categories?: readonly string[]
}

/** How often somebody tries to sign up, and milliseconds before they try again. */
const TRIES = 5
const WAIT_MS = 2_000

/**
 * Signs the demo's member of staff in, or up if the platform does not know them. On a machine that has much else to do, the first
 * sign-up may take longer than a request may; the same one, sent again, goes on with what was begun.
 */
export async function enterPlatform(appOrigin: string, { email, password }: Logins): Promise<Staff> {
  for (let tried = 1; ; tried++) {
    try {
      return await Staff.signIn(appOrigin, email, password).catch(() =>
        Staff.signUp(appOrigin, { name: 'Demo', email, password }),
      )
    } catch (error) {
      if (tried === TRIES || !/: 50[03] |email-taken/.test(String(error))) throw error
      await sleep(WAIT_MS)
    }
  }
}

/**
 * Gives an MCP server the settings of the demo and a fresh key, and revokes the key of the run before.
 *
 * @param loginFile keeps the logins, and which keys to revoke, for the next run
 * @returns the DSN
 */
export async function connectServer(
  staff: Staff,
  server: DemoServer,
  logins: Logins,
  loginFile: string,
): Promise<string> {
  const { slug } = server
  const { org, visitor } = staff
  const isKnown = (await staff.listServers()).some((each) => each.slug === slug)
  const input = { org, slug, settings: settingsOf(server) }
  await visitor.mutate(isKnown ? 'mcpServer.update' : 'mcpServer.create', input)
  const before = logins.keyIds[slug]
  if (before) {
    await visitor.mutate('mcpServer.revokeKey', { org, slug, keyId: before }).catch(() => undefined)
  }
  const { dsn, keyId } = await staff.createKey(slug)
  logins.keyIds[slug] = keyId
  writeLogins(loginFile, logins)
  return dsn
}

function settingsOf({ name, description, resourceUrl, categories = [] }: DemoServer): McpServerSettings {
  return serverSettings({
    name,
    description,
    supportToolCategories: [...PREDEFINED_CATEGORIES, ...categories],
    authMode: resourceUrl === null ? 'email' : 'oauth',
    resourceUrl,
  })
}
