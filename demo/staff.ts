import { existsSync } from 'node:fs'
import type { AppRouter } from '#server/trpc/router.ts'
import { recommendedToolDescription, recommendedToolTitle } from '#shared/mcp-server.ts'
import { createTRPCClient, httpBatchLink } from '@trpc/client'
import { type Logins, readLogins, writeLogins } from './logins.ts'

type Api = ReturnType<typeof createApi>

/** An MCP server as the demo's dashboard has it. */
export interface DemoServer {
  slug: string
  name: string
  /** Where its users reach it, if they have to sign in. */
  resourceUrl: string | null
}

/** The demo's member of staff at work. */
export class Staff {
  readonly logins: Logins
  readonly org: string
  readonly #api: Api
  readonly #loginFile: string

  private constructor(api: Api, logins: Logins, org: string, loginFile: string) {
    this.#api = api
    this.logins = logins
    this.org = org
    this.#loginFile = loginFile
  }

  /**
   * Signs in, or up where the platform has not seen them.
   *
   * @param loginFile keeps the logins, and which keys to revoke, for the next run
   */
  static async signIn(appOrigin: string, loginFile: string): Promise<Staff> {
    const api = createApi(appOrigin)
    const logins = readLogins(loginFile)
    const { email, password } = logins
    const signUp = () =>
      api.account.signUp.mutate({ name: 'Demo', email, password, organizationName: 'Acme' })
    const { organizations } = existsSync(loginFile)
      ? await api.account.signIn.mutate({ email, password }).catch(signUp)
      : await signUp()
    return new Staff(api, logins, organizations[0]?.slug ?? '', loginFile)
  }

  /** Has an MCP server there as described, with a fresh key and none of the run before. @returns its DSN */
  async connectServer(server: DemoServer): Promise<string> {
    const { slug } = server
    const { org, logins } = this
    const { create, update, list, createKey, revokeKey } = this.#api.mcpServer
    const settings = settingsOf(server)
    const known = (await list.query({ org })).some((each) => each.slug === slug)
    await (known ? update : create).mutate({ org, slug, settings })
    const before = logins.keyIds[slug]
    if (before) await revokeKey.mutate({ org, slug, keyId: before }).catch(() => undefined)
    const { key, dsn } = await createKey.mutate({ org, slug })
    logins.keyIds[slug] = key.id
    writeLogins(this.#loginFile, logins)
    return dsn
  }
}

function settingsOf({ name, resourceUrl }: DemoServer) {
  return {
    name,
    description: 'An example server of the demo.',
    supportToolEnabled: true,
    supportToolTitle: recommendedToolTitle(name),
    supportToolDescription: recommendedToolDescription(name),
    supportToolCategories: ['Bug Report', 'Feature Request', 'Documentation', 'Other'],
    authMode: resourceUrl === null ? ('email' as const) : ('oauth' as const),
    resourceUrl,
  }
}

/** The typed client that internal tooling would use too, with a browser's part of cookies and origin. */
function createApi(appOrigin: string) {
  let cookie = ''
  return createTRPCClient<AppRouter>({
    links: [
      httpBatchLink({
        url: `${appOrigin}/trpc`,
        headers: () => ({ origin: appOrigin, cookie }),
        async fetch(url, options) {
          const response = await fetch(url, options as RequestInit)
          const [set] = response.headers.getSetCookie()
          if (set) cookie = set.split(';')[0] ?? ''
          return response
        },
      }),
    ],
  })
}
