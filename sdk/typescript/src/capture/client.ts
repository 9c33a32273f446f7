/*
 * What everything in this process that reports to one DSN shares. Servers are often built anew for each HTTP request,
 * some hosts even call `createMcpObs` there: neither may cost a request for the configuration, or forget a failure.
 */
import { ConfigClient } from '../platform/config-client.ts'
import type { Dsn } from '../wire/dsn.ts'
import { exchangeHttp } from '../platform/http.ts'
import { createMemoryStore, type IncidentStore } from './incident-store.ts'
import type { Logger } from '../platform/logger.ts'
import { randomBase32 } from './random-id.ts'
import type { ServerInfo } from '../wire/ticket-context.ts'
import type { Tap } from './tap-transport.ts'
import { Breadcrumbs } from './breadcrumbs.ts'

export interface PlatformClient {
  readonly dsn: Dsn
  readonly config: ConfigClient
  readonly store: IncidentStore
  readonly breadcrumbs: Breadcrumbs
  /** Random, in place of a user's name on stdio. */
  readonly processId: string
  /** As last told to a client; on stateless HTTP another request than the ticket's told it. */
  server: ServerInfo | undefined
  /** Names of tools that low-level servers turned out to have themselves. */
  readonly hostTools: Set<string>
  /** Servers that have the tools, or are about to, so that attaching twice is attaching once. */
  readonly attached: WeakMap<object, Promise<void>>
  /** Connections that are listened to. */
  readonly taps: WeakMap<object, Tap>
}

const clients = new Map<string, PlatformClient>()

export function openClient(dsn: Dsn, logger: Logger): PlatformClient {
  const name = `${dsn.key}@${dsn.origin}`
  const client = clients.get(name) ?? createClient(dsn, logger)
  clients.set(name, client)
  return client
}

function createClient(dsn: Dsn, logger: Logger): PlatformClient {
  return {
    dsn,
    config: new ConfigClient({ dsn, exchange: exchangeHttp, logger }),
    store: createMemoryStore(),
    breadcrumbs: new Breadcrumbs(),
    processId: randomBase32(16),
    server: undefined,
    hostTools: new Set(),
    attached: new WeakMap(),
    taps: new WeakMap(),
  }
}
