import { SCOPES } from '#shared/access-token.ts'
import { agentStore } from '../domain/agent/agent-store.ts'
import { readGrantId } from '../domain/agent/grant-id.ts'
import { deriveCookieKeys } from '../domain/authorization/derive-cookie-keys.ts'
import { readSigningKeys } from '../domain/authorization/signing-keys.ts'
import { STAFF, staffStore } from '../domain/authorization/staff-store.ts'
import { deskResource, type DomainSettings, type PlatformContext } from '../domain/context.ts'
import { agentGrants } from './agent-grants.ts'
import type { Issuer } from './issuers.ts'
import type { LoadRunner } from './load-runner.ts'
import type { Description, Running } from './run-provider.ts'

/** What people read where a sign-in cannot go on. */
const NAME = 'MCP support desk'

/** Finds the authorization server of staff. It is made anew when its keys change: another process may have changed them. */
export class StaffIssuer {
  readonly #platform: () => PlatformContext
  readonly #loadRunner: LoadRunner
  #running: (Running & { version: string }) | undefined

  constructor(platform: () => PlatformContext, loadRunner: LoadRunner) {
    this.#platform = platform
    this.#loadRunner = loadRunner
  }

  async find(): Promise<Issuer> {
    const platform = this.#platform()
    const { settings } = platform
    const keys = await readSigningKeys(staffStore(platform))
    const run = await this.#loadRunner()
    const version = keys.map(({ kid }) => kid).join(' ')
    if (this.#running?.version !== version)
      this.#running = { ...run({ ...this.#describe(settings), keys }), version }
    return { ...this.#running, origin: settings.appOrigin, name: NAME }
  }

  /** What is special about the authorization server of staff. */
  #describe(settings: DomainSettings): Description {
    const resourceUrl = deskResource(settings)
    return {
      issuer: settings.appOrigin,
      name: NAME,
      store: {
        resourceUrl,
        open: () => agentStore(this.#platform()),
        grants: agentGrants(this.#platform, resourceUrl),
        keepsSessions: false,
      },
      scopes: SCOPES,
      cookieKeys: deriveCookieKeys(settings, STAFF),
      pageOf: (uid) => `/connect/${uid}`,
      // Accounts stay. The grant is found only while its person is a member.
      findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
      claimsOf: (grantId) => {
        const { organizationId, agentId } = readGrantId(grantId)
        return { sid: agentId, org: organizationId }
      },
    }
  }
}
