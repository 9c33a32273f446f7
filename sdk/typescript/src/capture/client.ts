/*
 * The client that the SDK talks to the platform through. There is one per DSN and process, because many hosts build a
 * server for each HTTP request, and some call `createMcpObs` there. Doing so must neither fetch the configuration again
 * nor lose the failing calls that were kept.
 */
import type { Dsn } from '../wire/dsn.ts'
import type { ServerInfo } from '../wire/ticket-context.ts'
import { ConfigClient } from '../platform/config-client.ts'
import { exchangeHttp } from '../platform/http.ts'
import type { Logger } from '../platform/logger.ts'
import { SDK_VERSION } from '../platform/version.ts'
import { Breadcrumbs } from './breadcrumbs.ts'
import { createMemoryStore, type IncidentStore } from './incident-store.ts'
import { randomBase32 } from './random-id.ts'
import { OwnTasks } from './own-tasks.ts'
import type { Tap } from './tap-transport.ts'
import { Tasks } from './tasks.ts'

export interface PlatformClient {
  readonly dsn: Dsn
  readonly config: ConfigClient
  readonly store: IncidentStore
  readonly breadcrumbs: Breadcrumbs
  /** A random id that stands for the user on stdio. */
  readonly processId: string
  /** The server's name for itself, from the last answer that held it. On stateless HTTP that was another request's. */
  server: ServerInfo | undefined
  /** The number of connections so far. */
  peers: number
  /** Names of our tool that a client has got in a list. */
  readonly listed: Set<string>
  /** Calls that go on as tasks. */
  readonly tasks: Tasks
  /** Calls of our own tools that were made as tasks. */
  readonly ownTasks: OwnTasks
  /** Names of ours that servers have tools for themselves, by server as far as requests tell one from another. */
  readonly hostTools: Map<string, Set<string>>
  /** Names in `supportTool.categories` that the dashboard does not have and that a warning was written for. */
  readonly unknownCategories: Set<string>
  /** Servers that have the tools or are getting them, so that a second `attach` does nothing. */
  readonly attached: WeakMap<object, Promise<void>>
  /** Connections that are listened to. */
  readonly taps: WeakMap<object, Tap>
}

/** An app may load this module twice: by `import` and by `require`, or from two folders. The copies share this map. */
const CLIENTS = Symbol.for(`@mcp-obs/server ${SDK_VERSION} clients`)
const shared = globalThis as { [CLIENTS]?: Map<string, PlatformClient> }

/** The client for this DSN: the same one at each call. */
export function openClient(dsn: Dsn, logger: Logger): PlatformClient {
  const clients = (shared[CLIENTS] ??= new Map<string, PlatformClient>())
  const name = `${dsn.key}@${dsn.origin}`
  const client = clients.get(name) ?? createClient(dsn, logger)
  clients.set(name, client)
  return client
}

function createClient(dsn: Dsn, logger: Logger): PlatformClient {
  let processId: string | undefined
  return {
    dsn,
    config: new ConfigClient({ dsn, exchange: exchangeHttp, logger }),
    store: createMemoryStore(),
    breadcrumbs: new Breadcrumbs(),
    // Made when it is needed: Cloudflare's Workers have no random numbers while a module is evaluated.
    get processId() {
      return (processId ??= randomBase32(16))
    },
    server: undefined,
    peers: 0,
    listed: new Set(),
    tasks: new Tasks(),
    ownTasks: new OwnTasks(),
    hostTools: new Map(),
    unknownCategories: new Set(),
    attached: new WeakMap(),
    taps: new WeakMap(),
  }
}
