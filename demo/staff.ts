import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { AppRouter } from '#server/trpc/router.ts'
import { recommendedToolDescription, recommendedToolTitle } from '#shared/mcp-server.ts'
import { createTRPCClient, httpBatchLink } from '@trpc/client'

const SERVER_NAME = 'Acme Orders'

interface Login {
  email: string
  password: string
  /** The key of the run before, which this one revokes. */
  keyId?: string
}

type Api = ReturnType<typeof createApi>

/** What the demo needs of its organization: where to look, and how to connect an SDK. */
export interface Desk {
  login: Login
  org: string
  slug: string
  dsn: string
}

/**
 * Signs the demo's member of staff in (or up), has their MCP server made, and issues it a fresh key.
 *
 * @param loginFile keeps the login, and which key to revoke, for the next run
 */
export async function openDesk(appOrigin: string, loginFile: string): Promise<Desk> {
  const api = createApi(appOrigin)
  const login = readLogin(loginFile)
  const { email, password } = login
  const { organizations } = existsSync(loginFile)
    ? await api.client.account.signIn.mutate({ email, password }).catch(() => signUp(api, login))
    : await signUp(api, login)
  const org = organizations[0]?.slug ?? ''
  const slug = await demoServer(api, org)
  if (login.keyId) {
    await api.client.mcpServer.revokeKey.mutate({ org, slug, keyId: login.keyId }).catch(() => undefined)
  }
  const { key, dsn } = await api.client.mcpServer.createKey.mutate({ org, slug })
  writeLogin(loginFile, { ...login, keyId: key.id })
  return { login, org, slug, dsn }
}

function signUp({ client }: Api, { email, password }: Login) {
  return client.account.signUp.mutate({ name: 'Demo', email, password, organizationName: 'Acme' })
}

async function demoServer({ client }: Api, org: string): Promise<string> {
  const servers = await client.mcpServer.list.query({ org })
  const known = servers.find((server) => server.name === SERVER_NAME)
  if (known) return known.slug
  const { slug } = await client.mcpServer.create.mutate({
    org,
    slug: 'acme-orders',
    settings: {
      name: SERVER_NAME,
      description: 'The example server of the demo.',
      supportToolEnabled: true,
      supportToolTitle: recommendedToolTitle(SERVER_NAME),
      supportToolDescription: recommendedToolDescription(SERVER_NAME),
      supportToolCategories: ['Bug Report', 'Feature Request', 'Documentation', 'Other'],
      authMode: 'email',
      resourceUrl: null,
    },
  })
  return slug
}

/** The typed client that internal tooling would use too, with a browser's part of cookies and origin. */
function createApi(appOrigin: string) {
  let cookie = ''
  const client = createTRPCClient<AppRouter>({
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
  return { client }
}

function readLogin(file: string): Login {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Login
  return { email: 'demo@example.com', password: randomBytes(12).toString('base64url') }
}

function writeLogin(file: string, login: Login): void {
  writeFileSync(file, `${JSON.stringify(login, null, 2)}\n`, { mode: 0o600 })
}
