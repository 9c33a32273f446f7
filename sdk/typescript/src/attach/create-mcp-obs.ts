import { attachServer } from './attach-server.ts'
import { parseDsn } from '../wire/dsn.ts'
import { readEnvironment } from '../platform/environment.ts'
import { guardLogger, stderrLogger } from '../platform/logger.ts'
import type { McpObsOptions } from './options.ts'
import { detectServer, isTransport, type AttachableServer, type WrappableTransport } from './servers.ts'
import { openInstance, type Instance } from './instance.ts'
import { wrapTransport } from './wrap-transport.ts'

const CLOSE_TIMEOUT_MS = 2_000

export interface McpObs {
  /**
   * Puts the desk's tools on a server: `McpServer` or low-level `Server` of `@modelcontextprotocol/sdk` (v1) or
   * `@modelcontextprotocol/server` (v2). Await it before the server connects. Waits at most 2 s for the first
   * configuration, once per process. Attaching a server twice is the same as once. Never rejects.
   */
  attach(server: AttachableServer): Promise<void>

  /**
   * The factory with each server attached, for whatever builds servers by one: v2's `createMcpHandler(factory)` and
   * `serveStdio(factory)`. What `build` throws or rejects with is passed on.
   */
  wrapFactory<Args extends unknown[], Server extends AttachableServer>(
    build: (...args: Args) => Server | Promise<Server>,
  ): (...args: Args) => Promise<Server>

  /**
   * Puts the desk's tools on one connection and leaves the server untouched, of whatever kind it is as long as it has
   * tools: `await server.connect(obs.wrapTransport(transport))`. The same as `attach`, but that tickets hold the
   * messages of thrown errors without their stacks. Returns the transport it was given. Never throws.
   */
  wrapTransport<Transport extends WrappableTransport>(transport: Transport): Transport

  /**
   * Lets tickets that are on their way arrive, then switches everything off for good: tools, capture and polling. For
   * an orderly shutdown; a process that just ends needs no call. Never rejects, may be called again.
   *
   * @param timeoutMs longest wait in milliseconds, 2,000 by default. What has not arrived by then is given up.
   */
  close(timeoutMs?: number): Promise<void>
}

/**
 * Connects MCP servers of this process to their support desk. Without a DSN everything stays off, silently; with one
 * that cannot be read it stays off and says so in one line on stderr. Does no I/O before `attach`. Never throws.
 *
 * @param options see {@link McpObsOptions}. All optional.
 */
export function createMcpObs(options: McpObsOptions = {}): McpObs {
  const logger = guardLogger(options.logger ?? stderrLogger)
  const parsed = parseDsn(options.dsn ?? readEnvironment('MCP_OBS_DSN'))
  if (!parsed.ok && parsed.error === 'dsn-invalid')
    logger.warn(`support is off: the ${parsed.part} of MCP_OBS_DSN is not valid`)
  return parsed.ok ? new Switchboard(openInstance(parsed.dsn, options, logger)) : SWITCHED_OFF
}

const SWITCHED_OFF: McpObs = {
  attach: () => Promise.resolve(),
  wrapFactory:
    (build) =>
    async (...args) =>
      build(...args),
  wrapTransport: (transport) => transport,
  close: () => Promise.resolve(),
}

class Switchboard implements McpObs {
  readonly #instance: Instance

  constructor(instance: Instance) {
    this.#instance = instance
  }

  attach(server: AttachableServer): Promise<void> {
    const { client, logger } = this.#instance
    const detected = detectServer(server)
    if (!detected) {
      logger.warn('attach was given something that is not an MCP server')
      return Promise.resolve()
    }
    const known = client.attached.get(detected.connects)
    if (known) return known
    if (detected.connects.transport) {
      logger.warn('attach came too late: the server is connected. Await it before the server connects')
      return Promise.resolve()
    }
    const attached = attachServer(this.#instance, detected).catch((error: unknown) => {
      logger.warn(`the support tool was not added: ${error instanceof Error ? error.message : String(error)}`)
    })
    client.attached.set(detected.connects, attached)
    return attached
  }

  wrapFactory<Args extends unknown[], Server extends AttachableServer>(
    build: (...args: Args) => Server | Promise<Server>,
  ): (...args: Args) => Promise<Server> {
    return async (...args) => {
      const server = await build(...args)
      await this.attach(server)
      return server
    }
  }

  wrapTransport<Transport extends WrappableTransport>(transport: Transport): Transport {
    const { logger } = this.#instance
    try {
      if (isTransport(transport)) wrapTransport(this.#instance, transport)
      else logger.warn('wrapTransport was given something that is not a transport')
    } catch {
      logger.warn('wrapTransport was given a transport that cannot be listened to')
    }
    return transport
  }

  close(timeoutMs: number = CLOSE_TIMEOUT_MS): Promise<void> {
    return this.#instance.end(timeoutMs)
  }
}
