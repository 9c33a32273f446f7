/*
 * What `walls.test.ts` plants, one a line: the folder or file, the source, and what lint must say about it.
 */

export interface Plant {
  /** A folder, or the file itself. */
  at: string
  source: string
  /** Undefined where lint must be silent. */
  says?: string
}

/** At least one for each name of the table. */
export const VIOLATIONS = lines(`
  sdk/typescript/src/wire | import '../platform/http.ts' | may not import sdk/typescript/src/platform
  sdk/typescript/src/wire | import 'node:crypto' | may not import node:crypto
  sdk/typescript/src/platform | import '../capture/client.ts' | may not import sdk/typescript/src/capture
  sdk/typescript/src/platform | import 'node:http' | may load node:http by import() only
  sdk/typescript/src/capture | import '../tools/hint.ts' | may not import sdk/typescript/src/tools
  sdk/typescript/src/tools | import type { A } from '../attach/options.ts' | may not import sdk/typescript/src/attach
  sdk/typescript/src/attach | import '../oauth/index.ts' | may not import sdk/typescript/src/oauth
  sdk/typescript/src/oauth | import '@modelcontextprotocol/sdk/server/auth/errors.js' | may not import @modelcontextprotocol/sdk
  sdk/typescript/src/index.ts | import './oauth/index.ts' | may not import sdk/typescript/src/oauth
  sdk/typescript/test | import '../../../shared/limits.ts' | may not import shared
  sdk/typescript/checks | import '../src/index.ts' | may not import sdk/typescript/src/index.ts
  sdk/rules | import '#sdk/wire/text.ts' | may not import sdk/typescript/src/wire
  sdk/typescript/release | import '../../../testkit/packages/pack-sdk.ts' | may not import testkit
  sdk/python/checks | import '../../typescript/src/platform/http.ts' | may not import sdk/typescript/src/platform
  sdk/client/src | import type { AppRouter } from '#server/trpc/router.ts' | may not import server/trpc
  sdk/client/src | import '../../typescript/src/wire/text.ts' | may not import sdk/typescript/src/wire
  sdk/client/types | import '@trpc/client' | may not import @trpc/client
  sdk/client/test | import '#server/trpc/router.ts' | may not import server/trpc
  shared | import 'node:crypto' | may not import node:crypto
  shared | import '#server/domain/errors.ts' | may not import server/domain/*.ts
  server/db | import 'fastify' | may not import fastify
  server/domain/entities.ts | import '#server/db/orm.ts' | may not import server/db
  server/domain | import './account/sign-in.ts' | may not import server/domain/account
  server/domain | import './entities.ts' | may not import server/domain/entities.ts
  server/domain/audit-log | import '../ticket-search/search.ts' | may not import server/domain/ticket-search
  server/domain/ticket-insight | import '../ticket-search/search.ts' | may not import server/domain/ticket-search
  server/domain/ticket-search | import '../support-ticket/a.ts' | may not import server/domain/support-ticket
  server/domain/organization | import '../access-token/a.ts' | may not import server/domain/access-token
  server/domain/access-token | import '../mcp-server/a.ts' | may not import server/domain/mcp-server
  server/domain/mcp-server | import '../authorization/a.ts' | may not import server/domain/authorization
  server/domain/authorization | import '../agent/a.ts' | may not import server/domain/agent
  server/domain/agent | import '../end-user/a.ts' | may not import server/domain/end-user
  server/domain/end-user | import '../support-ticket/a.ts' | may not import server/domain/support-ticket
  server/domain/support-ticket | import '../privacy/a.ts' | may not import server/domain/privacy
  server/domain/privacy | import '#server/http/problem.ts' | may not import server/http
  server/http | import '#server/db/orm.ts' | may not import server/db
  server/http | import '#server/domain/account/sessions.ts' | may not import server/domain/account
  server/valkey | import '#server/http/metrics.ts' | may not import server/http
  server/trpc | import '#server/rest/support-api.ts' | may not import server/rest
  server/trpc | import '#server/db/tenant.ts' | may not import server/db
  server/trpc | import '#server/domain/organization/membership.repository.ts' | may not import server/domain/organization/membership.repository.ts
  server/trpc | import fastify from 'fastify' | may import fastify as types only
  server/rest | import type { A } from '#server/domain/account/account.entity.ts' | may not import server/domain/account/account.entity.ts
  server/mcp | import '#server/oauth/provider.ts' | may not import server/oauth
  server/config.ts | import './db/orm.ts' | may not import server/db
  server/weak-secret.ts | import './config.ts' | may not import server/config.ts
  server/addresses.ts | import './config.ts' | may not import server/config.ts
  server/jobs | import '#server/oauth/provider.ts' | may not import server/oauth
  server/cli | import '#server/trpc/router.ts' | may not import server/trpc
  server/cli | import '#server/http/problem.ts' | may not import server/http
  server/app.ts | import './test/harness.ts' | may not import server/test
  server/start.ts | import './cli/db.ts' | may not import server/cli
  server/main.ts | import 'oidc-provider' | may not import oidc-provider
  server/test | import '../../client/src/lib/format.ts' | may not import client/src/lib
  server/planted.test.ts | import './cli/db.ts' | may not import server/cli
  client/src/lib | import { appRouter } from '#server/trpc/router.ts' | may import server/trpc/router.ts as types only
  client/src/lib | import type { Context } from '#server/trpc/context.ts' | may not import server/trpc
  client/src/ui | import '@trpc/client' | may not import @trpc/client
  client/src/features/account | import '../end-user/user-page.tsx' | may not import client/src/features/end-user
  client/src/features/account | import '../../app/router.tsx' | may not import client/src/app
  client/src/features/account | import type { AppRouter } from '#server/trpc/router.ts' | may not import server/trpc
  client/src/app | import '../sign-in/main.tsx' | may not import client/src/sign-in
  client/src/main.tsx | import './features/account/sign-in-page.tsx' | may not import client/src/features/account
  client/src/sign-in | import '@tanstack/react-query' | may not import @tanstack/react-query
  client/src/sign-in | import '../lib/trpc.ts' | may import client/src/lib/trpc.ts as types only
  client/public | import '../src/lib/format.ts' | may not import client/src/lib
  testkit/seed | import '#server/app.ts' | may not import server/app.ts
  testkit | import '#server/db/orm.ts' | may not import server/db
  demo | import type { AppRouter } from '#server/trpc/router.ts' | may not import server/trpc
  e2e | import '../demo/staff.ts' | may not import demo
  demo/platform.ts | import '#server/app.ts' | may not import server/app.ts
  bench/redaction.ts | import '#server/test/harness.ts' | may not import server/test
  bench/redaction-corpora.ts | import '#server/test/harness.ts' | may not import server/test
  bench | import '#server/test/harness.ts' | may not import server/test
  examples | import '#testkit/mcp/shop.ts' | may not import testkit
  walls | import '#shared/limits.ts' | may not import shared
  vite.config.ts | import './server/config.ts' | may not import server/config.ts
  vite.server.ts | import './server/config.ts' | may not import server/config.ts
  server/rest/planted.test.ts | import '#server/trpc/router.ts' | may not import server/trpc
  shared/planted.test.ts | import '#testkit/http/post-json.ts' | may not import testkit
  client/src/ui/planted.test.ts | import '../app/router.tsx' | may not import client/src/app
  server/rest | import './config.test.ts' | may not import server/rest/config.test.ts, a test
  tools | import 'zod' | has no row in walls/table.ts
  server/stray.ts | import 'zod' | has no row in walls/table.ts
  server/domain/billing | import 'zod' | has no row in walls/table.ts
  server/rest | import '../../node_modules/zod/index.js' | may not import node_modules/zod/index.ts, which has no row in walls/table.ts
  server/oauth | import '../trpc/router.ts' | may not import server/trpc
  server/oauth | import '../rest/support-api.ts' | may not import server/rest
  server/http | import '../trpc/router.ts' | may not import server/trpc
  server/domain/account | import 'oidc-provider' | may not import oidc-provider
  shared | import '../sdk/typescript/src/attach/create-mcp-obs.ts' | may not import sdk/typescript/src/attach
  client/src/features/account | import 'node:fs' | may not import node:fs
  client/src/ui | import '../features/account/account-card.tsx' | may not import client/src/features/account
  client/src/lib | import '../features/account/account-card.tsx' | may not import client/src/features/account
  server/db | import '../domain/entities.ts' | may not import server/domain/entities.ts
  server/domain/mcp-server | import '../end-user/end-sessions.ts' | may not import server/domain/end-user
  server/domain/account | import '../organization/add-member.ts' | may not import server/domain/organization
  sdk/typescript/checks | import '../../../e2e/screenshots.ts' | may not import e2e
`)

/** Ways to write one import, in a test file where mocks are. */
export const SPELLINGS = lines(
  [
    "import { appRouter } from '../trpc/router.ts'",
    "import { appRouter } from './../trpc/router.js'",
    "import { appRouter } from '../rest/../trpc/router'",
    "import { appRouter } from '../../server/trpc/router.ts'",
    "import { appRouter } from '#server/trpc/router.ts'",
    "import { appRouter } from '#server/rest/../trpc/router.js'",
    "import '../trpc/router.ts?raw'",
    "import type { AppRouter } from '../trpc/router.ts'",
    "import { type AppRouter } from '#server/trpc/router.ts'",
    "import router = require('../trpc/router.ts')",
    "export { appRouter } from '../trpc/router.ts'",
    "export * from '#server/trpc/router.ts'",
    "export type { AppRouter } from '../trpc/router.js'",
    "export const router = await import('../trpc/router.ts')",
    'export const router = await import(`#server/trpc/router.ts`)',
    "export type Router = import('../trpc/router.ts').AppRouter",
    "declare module '../trpc/router.ts' {}",
    "require('../trpc/router.ts')",
    "createRequire(import.meta.url)('../trpc/router.ts')",
    "import.meta.resolve('#server/trpc/router.ts')",
    "new Worker(new URL('../trpc/router.ts', import.meta.url))",
  ]
    .map((source) => `server/rest | ${source} | may not import server/trpc`)
    .concat(
      "server/rest/mock.test.ts | vi.mock('../trpc/router.ts') | may not import server/trpc",
      "server/rest/mock-by-import.test.ts | vi.mock(import('../trpc/router.ts')) | may not import server/trpc",
      "server/rest/actual.test.ts | await vi.importActual('#server/trpc/router.ts') | may not import server/trpc",
      'server/rest | await import(name) | may not compute what it imports',
      "client/src/ui/view.tsx | process.getBuiltinModule('fs') | may not import node:fs",
      "client/src/lib/view.tsx | import 'fs/promises' | may not import node:fs",
    )
    .join('\n'),
)

/** What does not see the tenant filter, in a folder of today and in one of tomorrow. */
export const AROUND_TENANTS: Plant[] = [
  'domain/account',
  'http',
  'trpc',
  'rest',
  'oauth',
  'mcp',
  'jobs',
  'cli',
  'new',
]
  .map((folder) => ({
    at: `server/${folder}/raw`,
    source: "await em.execute('delete from account')",
    says: "'execute' is restricted from being used.",
  }))
  .concat(
    ['createQueryBuilder', 'qb', 'getKysely', 'getDriver', 'getConnection'].map((method) => ({
      at: `server/trpc/${method.toLowerCase()}`,
      source: `em.${method}(Account)`,
      says: `'${method}' is restricted from being used.`,
    })),
  )

export const ALLOWED = lines(`
  sdk/typescript/src/platform | import '../wire/text.ts'
  sdk/typescript/src/platform | import type { IncomingMessage } from 'node:http'
  sdk/typescript/src/platform | await import('node:https')
  sdk/typescript/src/tools | import '../capture/client.ts'
  sdk/typescript/src/attach | process.getBuiltinModule('node:module')
  sdk/typescript/src/oauth | import 'jose'
  sdk/typescript/src/index.ts | import './attach/create-mcp-obs.ts'
  sdk/typescript/test | import '../src/index.ts'
  sdk/typescript/test | import '#testkit/mcp/shop.ts'
  sdk/typescript/checks/runtimes | import '../mcp-versions/main.ts'
  sdk/typescript/checks | import '@mcp-obs/server'
  sdk/client/src | import type { AppRouter } from '../types/router.d.ts'
  shared | import '#sdk/wire/text.ts'
  server/db/migrations | import '../orm.ts'
  server/db | import 'mysql2/promise'
  server/domain/entities.ts | import './account/account.entity.ts'
  server/domain | import './errors.ts'
  server/domain/privacy | import '../account/account.entity.ts'
  server/domain/account | import '../ticket-search/search.ts'
  server/domain/ticket-search | import '../ticket-insight/a.ts'
  server/http | import '#server/domain/errors.ts'
  server/trpc | import '#server/domain/support-ticket/open-ticket.ts'
  server/rest | import type { FastifyInstance } from 'fastify'
  server/oauth | import '#server/domain/authorization/store-artifact.ts'
  server/jobs | import '#server/domain/authorization/rotate-signing-keys.ts'
  server/cli | import '../domain/entities.ts'
  server/app.ts | import './mcp/serve-mcp.ts'
  server/rest/open.test.ts | import '#server/test/harness.ts'
  server/rest/stored.test.ts | import '#server/domain/support-ticket/support-ticket.entity.ts'
  server/rest/mocked.test.ts | vi.mock(import('@node-rs/argon2'), { spy: true })
  server/isolation.test.ts | import './trpc/router.ts'
  client/src/lib | import type { AppRouter } from '#server/trpc/router.ts'
  client/src/ui | import '@mantine/core/styles.css'
  client/src/ui | import './page.module.css'
  client/src/features/account | import '../../ui/page.tsx'
  client/src/app | const page = () => import('../features/account/sign-in-page.tsx')
  client/src/sign-in | import type { Problem } from '../lib/problem.ts'
  client/src/ui/page.test.ts | import 'fast-check'
  testkit/seed | import '#server/domain/account/account.entity.ts'
  testkit | import './seed/seeded-desk.ts'
  e2e | import '../testkit/browser/chromium.ts'
  bench | await import(name)
  vite.config.ts | import 'vitest/config'
`)

/** Circles of imports, and the rules that see each. */
export const CIRCLES: { name: string; files: Record<string, string>; rules: string[] }[] = [
  {
    name: 'through import()',
    files: {
      'sdk/typescript/src/platform/a.ts': "export const a = () => import('./b.ts')\n",
      'sdk/typescript/src/platform/b.ts': "export { a } from './a.ts'\n",
    },
    rules: ['walls(circles)'],
  },
  {
    name: 'of types',
    files: {
      'shared/a.ts': "import type { B } from './b.ts'\nexport type A = B[]\n",
      'shared/b.ts': "import type { A } from './a.ts'\nexport type B = A[]\n",
    },
    rules: ['walls(circles)', 'import(no-cycle)'],
  },
  {
    name: 'through an alias and three files',
    files: {
      'server/http/a.ts': "export { b } from '#server/http/b.js'\n",
      'server/http/b.ts': "export { c as b } from './c.ts'\n",
      'server/http/c.ts': "import './a.ts'\nexport const c = 1\n",
    },
    rules: ['walls(circles)', 'import(no-cycle)'],
  },
]

function lines(text: string): Plant[] {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [at = '', source = '', says] = line.trim().split(' | ')
      return { at, source, says }
    })
}
