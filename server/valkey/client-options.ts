import type { RedisOptions } from 'iovalkey'
import { NamedConnector } from './named-connector.ts'

/** Milliseconds. After a lost or refused connection the next attempt comes after `RECONNECT_MS`. */
const CONNECT_MS = 2_000
const RECONNECT_MS = 1_000
/** Milliseconds of silence after which the operating system asks whether the other side is still there. */
const KEEP_ALIVE_MS = 5_000
/** Milliseconds for the other side to close a connection that this side has ended. */
const DISCONNECT_MS = 300

/**
 * What the client is told. It keeps nothing for later: a command is sent now or fails now.
 *
 * @param url as `findValkeyFault` accepts it
 */
export function clientOptions(url: string): RedisOptions {
  const { protocol, hostname, port, username, password, pathname } = new URL(url)
  // An IPv6 address has brackets in a URL, and none elsewhere.
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  return {
    host,
    ...(port && { port: Number(port) }),
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
    ...(pathname.length > 1 && { db: Number(pathname.slice(1)) }),
    ...(/^(rediss|valkeys):$/.test(protocol) && { tls: {} }),
    Connector: NamedConnector,
    connectionName: 'mcp-obs',
    // Any family. By itself, the client would look for a host that has IPv6 only by IPv4 again after its first connection.
    family: 0,
    familyFallback: { enabled: false },
    connectTimeout: CONNECT_MS,
    disconnectTimeout: DISCONNECT_MS,
    keepAlive: KEEP_ALIVE_MS,
    retryStrategy: () => RECONNECT_MS,
    enableOfflineQueue: false,
    // It would only ask whether the data is loaded. What matters is whether it can be written.
    enableReadyCheck: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
  }
}
