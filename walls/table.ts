/*
 * Who may import whom. Each row allows; lint refuses what no row allows (`rule.ts`). ARCHITECTURE.md shows this table, and
 * `walls.test.ts` compares the two.
 *
 * Names are separated by spaces. A name is a folder with all below it (`server/rest`), the files of one folder
 * (`server/domain/*.ts`) or one file (`server/app.ts`). `*` stands for one part of a name, `{a, b}` for each of several.
 * A file belongs to the first row that has it. What is in the same folder is always allowed.
 */

import type { Wall } from './wall.ts'

const WIRE = 'sdk/typescript/src/wire'
const SHARED = `shared ${WIRE}`
const DOMAIN = 'server/domain/{*.ts, *}'
/** All of the server but its tests. */
export const SERVER = `server/{app, start, config}.ts server/{db, http, valkey, trpc, rest, oauth, mcp, jobs} server/domain/entities.ts ${DOMAIN} ${SHARED}`

const SDK_ROOMS = 'the SDK runs on any runtime without a dependency, and its rooms have an order'
const SDK_ALONE = 'sdk/ imports nothing outside sdk/ and testkit/'
const TRANSPORTS = 'transports call use-cases of the domain, and do not import each other'

export const WALLS: Wall[] = [
  { of: WIRE, may: '', because: 'the SDK, the platform and the dashboard all stand on it' },
  {
    of: 'sdk/typescript/src/platform',
    may: WIRE,
    types: 'node:{http, net}',
    lazy: 'node:{http, https}',
    because: SDK_ROOMS,
  },
  {
    of: 'sdk/typescript/src/{capture ← tools}',
    may: 'sdk/typescript/src/{wire, platform}',
    because: SDK_ROOMS,
  },
  {
    of: 'sdk/typescript/src/attach',
    may: 'sdk/typescript/src/{wire, platform, capture, tools}',
    lazy: 'node:{fs, module}',
    because: SDK_ROOMS,
  },
  {
    of: 'sdk/typescript/src/oauth',
    may: 'sdk/typescript/src/{wire, platform, capture, tools, attach}',
    packages: 'jose',
    because: 'the subpath for sign-in needs jose only: the app hands in the errors of its MCP SDK',
  },
  {
    of: 'sdk/typescript/src/index.ts',
    may: 'sdk/typescript/src/{wire, platform, capture, tools, attach}',
    because: 'only the subpath for sign-in loads jose',
  },
  {
    of: 'sdk/rules',
    may: '',
    packages: 'node:fs',
    because: 'it writes the rules of the contract into the SDKs',
  },
  {
    of: 'sdk/typescript/test',
    may: 'sdk/typescript/src/{*, index.ts} sdk/rules testkit',
    packages: '@modelcontextprotocol/* @opentelemetry/* fast-check gpt-tokenizer vite vitest zod node:*',
    because: SDK_ALONE,
  },
  {
    of: 'sdk/typescript/checks',
    may: 'testkit',
    packages: '* node:*',
    because: SDK_ALONE,
  },
  {
    of: 'sdk/python/checks',
    may: `${WIRE} sdk/rules testkit`,
    packages: 'fast-check vitest node:*',
    because: SDK_ALONE,
  },
  {
    of: 'sdk/typescript/release',
    may: 'sdk/typescript/src/platform/version.ts',
    packages: 'node:{fs, path} vite',
    because: SDK_ALONE,
  },
  {
    of: 'sdk/client/src',
    may: '',
    packages: '@trpc/{client, server} eventsource',
    types: 'sdk/client/types/router.d.ts',
    because:
      'the client for scripts holds no source of the platform, only a snapshot of the types of its router',
  },
  {
    of: 'sdk/client/types',
    may: '',
    types: '@trpc/server',
    because: 'the snapshot stands alone, as those who install it see it',
  },
  {
    of: 'sdk/client/test',
    may: 'sdk/client/src testkit',
    packages: '@trpc/client typescript vite vitest node:*',
    because: SDK_ALONE,
  },
  { of: 'shared', may: WIRE, packages: 'zod', because: 'it runs in the dashboard and in the server' },
  {
    of: 'server/db',
    may: WIRE,
    packages: '@mikro-orm/* kysely mysql2 uuid node:{async_hooks, fs, net, path, sqlite, timers}',
    because: 'it knows no entity, which are handed in, and no transport',
  },
  { of: 'server/domain/entities.ts', may: DOMAIN, because: 'it only lists the entities' },
  {
    of: 'server/domain/*.ts',
    may: `server/db ${SHARED}`,
    packages: '@mikro-orm/* rate-limiter-flexible node:{crypto, events}',
    because: 'all areas stand on it, and the domain knows no transport',
  },
  {
    of: 'server/domain/{audit-log ← ticket-insight ← ticket-search}',
    may: `server/domain/*.ts server/db ${SHARED}`,
    packages: '@mikro-orm/* node:crypto',
    because: 'it is below the other areas, and the domain knows no transport',
  },
  {
    of: 'server/domain/{account ← organization ← access-token ← mcp-server ← authorization ← agent ← end-user ← support-ticket ← privacy}',
    may: `server/domain/{audit-log, ticket-insight, ticket-search, *.ts} server/db ${SHARED}`,
    packages:
      '@mikro-orm/* @node-rs/argon2 @zxcvbn-ts/language-common jose lru-cache lucia p-limit rate-limiter-flexible node:crypto',
    because: 'areas have an order, and the domain knows no transport',
  },
  {
    of: 'server/http',
    may: `server/domain/*.ts ${SHARED}`,
    packages:
      '@fastify/static fastify ipaddr.js prom-client rate-limiter-flexible zod node:{crypto, fs, http, net, path, timers}',
    because: 'it knows no transport, no area of the domain and no database',
  },
  {
    of: 'server/valkey',
    may: `server/domain/*.ts ${SHARED}`,
    packages: 'iovalkey rate-limiter-flexible node:{crypto, dns, net, tls, util}',
    because: 'it counts and wakes for the others, which do not know where',
  },
  {
    of: 'server/trpc',
    may: `${DOMAIN} server/http ${SHARED}`,
    except: 'entity repository',
    packages: '@fastify/cookie @trpc/server p-limit zod node:{async_hooks, stream, timers}',
    types: 'fastify node:http',
    because: TRANSPORTS,
  },
  {
    of: 'server/rest',
    may: `${DOMAIN} server/http ${SHARED}`,
    except: 'entity repository',
    packages: 'zod node:crypto',
    types: 'fastify node:http',
    because: TRANSPORTS,
  },
  {
    of: 'server/oauth',
    may: `${DOMAIN} server/http ${SHARED}`,
    except: 'entity repository',
    packages: '@fastify/cookie lru-cache oidc-provider node:{crypto, dns, http, util}',
    types: 'fastify node:{events, net}',
    because: TRANSPORTS,
  },
  {
    of: 'server/mcp',
    may: `${DOMAIN} server/http ${SHARED}`,
    except: 'entity repository',
    packages: '@modelcontextprotocol/server zod node:crypto',
    types: 'fastify node:http',
    because: TRANSPORTS,
  },
  {
    of: 'server/{addresses, weak-secret ← config}.ts',
    may: SHARED,
    packages: 'zod node:fs',
    because: 'it is read before anything else',
  },
  {
    of: 'server/jobs',
    may: `server/config.ts ${DOMAIN} ${SHARED}`,
    except: 'entity',
    because: 'jobs call use-cases of the domain',
  },
  {
    of: 'server/cli',
    may: `server/config.ts server/db server/domain/entities.ts server/http/describe-fault.ts ${DOMAIN} ${SHARED}`,
    except: 'entity repository',
    packages: 'zod node:{crypto, fs, readline, util}',
    because: 'commands open the database and call use-cases of the domain',
  },
  {
    of: 'server/{app, start, main}.ts',
    may: SERVER,
    packages: 'close-with-grace fastify node:{crypto, fs, module, path, url}',
    because: 'they put the server together from its folders',
  },
  {
    of: 'server/{test, *.test.ts}',
    may: `${SERVER} server/test testkit`,
    packages: '@mikro-orm/* ajv ajv-formats fast-check fastify jose mysql2 vitest node:*',
    because: 'tests of the server need the server and testkit/',
  },
  {
    of: 'client/src/lib',
    may: SHARED,
    packages: '@mantine/* @tanstack/react-query @trpc/{client, tanstack-react-query} react',
    types: 'server/trpc/router.ts',
    because: 'all of the dashboard stands on it, and it knows of the server the types of its router',
  },
  {
    of: 'client/src/ui',
    may: `client/src/lib ${SHARED}`,
    packages: '@mantine/* @tabler/icons-react @tanstack/react-router react',
    because: 'it shows what features hand in',
  },
  {
    of: 'client/src/features/*',
    may: `client/src/{ui, lib} ${SHARED}`,
    packages: '@mantine/* @tabler/icons-react @tanstack/* react zod',
    because: 'no feature imports another, and app/ imports features',
  },
  {
    of: 'client/src/app',
    may: `client/src/{features/*, ui, lib} ${SHARED}`,
    packages: '@mantine/* @tabler/icons-react @tanstack/* @trpc/tanstack-react-query react',
    because: 'it puts the dashboard together from its features',
  },
  {
    of: 'client/src/main.tsx',
    may: 'client/src/{app, lib}',
    packages: 'react react-dom',
    because: 'it starts the dashboard',
  },
  {
    of: 'client/src/sign-in',
    may: 'client/src/ui client/src/lib/{explain-problem, form-errors, guard-enter, untrusted-text}.ts shared/{error-codes, limits}.ts',
    packages: '@mantine/core @tabler/icons-react react react-dom',
    types: 'client/src/lib shared',
    because: 'the sign-in pages are an entry of their own, without router, queries and zod',
  },
  { of: 'client/public', may: '', because: 'browsers load it as it is' },
  {
    of: 'testkit/seed',
    may: `testkit server/db server/domain/entities.ts ${DOMAIN} ${SHARED}`,
    packages: '* node:*',
    because: 'it writes rows, and otherwise drives the running product',
  },
  {
    of: 'testkit',
    may: 'testkit/seed shared',
    packages: '* node:*',
    because: 'it drives the running product from outside, and only testkit/seed reaches the database',
  },
  {
    of: 'bench/{redaction, redaction-corpora}.ts',
    may: `bench testkit sdk/rules ${WIRE}`,
    packages: 'node:*',
    because: 'no package exports what it measures, with the texts that the tests of the rules use',
  },
  {
    of: 'demo/platform.ts',
    may: 'server/start.ts',
    packages: '@mcp-obs/server node:*',
    because: 'it starts the product, and attaches the packed SDK to the MCP server of the desk',
  },
  {
    of: '{demo, e2e, bench}',
    may: 'testkit testkit/seed shared',
    packages: '* node:*',
    because: 'it drives the running product and the packed SDK, with testkit/',
  },
  {
    of: 'examples',
    may: '',
    packages: '@mcp-obs/{client, server} @modelcontextprotocol/* zod node:{crypto, http, net}',
    because: 'it needs what its readers install',
  },
  {
    of: 'walls vite.config.ts vite.server.ts',
    may: '',
    packages: '@vitejs/plugin-react scslre vite vitest node:*',
    because: 'tools know nothing of the product',
  },
]

/** What tests (`*.test.ts`) may import beyond the row of their folder. */
export const TESTS: { of: string; may: string; packages: string }[] = [
  { of: 'shared', may: '', packages: 'fast-check vitest' },
  { of: 'client', may: '', packages: 'fast-check vitest node:fs' },
  {
    of: 'server',
    may: `server/{test, app.ts, db} server/domain/entities.ts ${DOMAIN} testkit testkit/seed ${SHARED}`,
    packages:
      '@mikro-orm/* @node-rs/argon2 @seriousme/openapi-schema-validator fast-check fastify jose mysql2 uuid vitest node:*',
  },
]
