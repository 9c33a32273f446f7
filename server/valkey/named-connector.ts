import { type LookupAddress, promises } from 'node:dns'
import { createConnection, type LookupFunction, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { callbackify } from 'node:util'
import { AbstractConnector, type RedisOptions } from 'iovalkey'

const pending = new Map<string, Promise<LookupAddress[]>>()

/**
 * Looks a host up once for all who ask meanwhile. Each look-up keeps one of the few threads for them until a name server answers:
 * with two clients that connect again every second, one name without an answer would keep all, and MySQL could not be
 * connected to.
 */
export function lookUpOnce(host: string): Promise<LookupAddress[]> {
  const running = pending.get(host)
  if (running) return running
  const found = promises.lookup(host, { all: true }).finally(() => pending.delete(host))
  pending.set(host, found)
  return found
}

const findAddresses = callbackify(lookUpOnce)
const lookup: LookupFunction = (host, { all }, callback) =>
  findAddresses(host, (error, found) => {
    if (error || all) callback(error, found)
    else callback(null, found[0]!.address, found[0]!.family)
  })

/** Connects as the client does by itself, but for the look-up of the host. */
export class NamedConnector extends AbstractConnector {
  readonly #options: RedisOptions

  constructor(options: unknown) {
    super((options as RedisOptions).disconnectTimeout!)
    this.#options = options as RedisOptions
  }

  connect(): Promise<Socket> {
    const { host = 'localhost', port = 6379, tls } = this.#options
    this.connecting = true
    const to = { host, port, lookup }
    const stream = tls ? connectTls({ ...tls, ...to }) : createConnection(to)
    stream.once('error', (error) => (this.firstError = error))
    this.stream = stream
    return Promise.resolve(stream)
  }
}
