import { parseDsn } from '../wire/dsn.ts'
import { quietly } from '../wire/quietly.ts'
import { readEnvironment } from '../platform/environment.ts'
import { guardLogger, stderrLogger } from '../platform/logger.ts'
// This one first: where the redaction rules stand at the beginning of a bundle, it compresses best.
import { openInstance, type Instance } from './instance.ts'
import { attachServer } from './attach-server.ts'
import type { McpObsOptions } from './options.ts'
import {
  detectServer,
  isTransport,
  type AttachableServer,
  type ConnectingServer,
  type WrappableTransport,
} from './servers.ts'
import { wrapConnect, wrapTransport } from './wrap-transport.ts'

const CLOSE_TIMEOUT_MS = 2_000

/** Adds the support tools to MCP servers of this process. Made by {@link createMcpObs}. */
export interface McpObs {
  /**
   * Adds the support tools to a server. Await it before the server connects. It waits for the
   * first configuration, at most 2.5 s and only once per process. Attaching a server twice has the same effect as
   * attaching it once. A server that is connected gets the tools too; its client is told that the list has changed.
   *
   * Never rejects. If something is wrong, the server works without the tools and one line on stderr says why.
   *
   * @param server an `McpServer` or a low-level `Server` of `@modelcontextprotocol/sdk` (v1) or of
   * `@modelcontextprotocol/server` (v2).
   * @example
   * const server = new McpServer({ name: 'shop-orders', version: '1.0.0' })
   * await obs.attach(server)
   * await server.connect(new StdioServerTransport())
   */
  attach(server: AttachableServer): Promise<void>

  /**
   * Wraps a function that builds servers, so that each server is attached before it is returned. For whatever takes
   * such a function, such as `createMcpHandler` and `serveStdio` of v2.
   *
   * @param build the function that builds a server. What it throws or rejects with is passed on.
   * @example
   * export const handler = createMcpHandler(obs.wrapFactory(buildServer))
   */
  wrapFactory<Args extends unknown[], Server extends AttachableServer>(
    build: (...args: Args) => Server | Promise<Server>,
  ): (...args: Args) => Promise<Server>

  /**
   * Adds the support tools to one connection and changes nothing of the server. The server may be of any kind that has
   * tools. The result is the same as that of {@link attach}, with one difference: tickets hold the messages of thrown
   * errors without their stacks.
   *
   * Never throws.
   *
   * @param transport the server's side of the connection, before the server connects to it.
   * @returns the same transport.
   * @example
   * await server.connect(obs.wrapTransport(new StdioServerTransport()))
   */
  wrapTransport<Transport extends WrappableTransport>(transport: Transport): Transport

  /**
   * Wraps whatever connects to clients, for frameworks that create their servers themselves and hand them out, or hide
   * them behind an object of their own. Each of its connections gets the support tools. Returns at once; a connection
   * waits for the first configuration.
   *
   * Never throws. Wrapping an object twice has the same effect as wrapping it once.
   *
   * @param server an official server, which is then attached, or any object whose method `connect` takes a transport.
   * @returns the same object.
   * @example
   * new McpStrategy({ ...options, serverMutator: (server) => obs.wrapServer(server) }) // NestJS
   */
  wrapServer<Server extends ConnectingServer>(server: Server): Server

  /**
   * Lets tickets that are being sent arrive. Then switches everything off for good: the tools, the capture of failures
   * and the polling. Call it when the server shuts down in an orderly way; a process that just ends needs no call.
   *
   * Never rejects. It may be called more than once.
   *
   * @param timeoutMs longest wait in milliseconds. Default 2,000. Tickets that have not arrived by then are given up.
   * @example
   * await obs.close()
   */
  close(timeoutMs?: number): Promise<void>
}

/**
 * Connects the MCP servers of this process to the support desk of their operator. Their users' clients get a tool that
 * opens a ticket, with the failing call attached.
 *
 * Without a DSN everything stays off, silently. With a DSN or another option that cannot be read everything stays off
 * too, and one line on stderr says what is wrong. Does no I/O before {@link McpObs.attach}. Never throws.
 *
 * @param options all optional; see {@link McpObsOptions}.
 * @example
 * import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
 * import { createMcpObs } from '@mcp-obs/server'
 *
 * const obs = createMcpObs() // reads MCP_OBS_DSN
 * const server = new McpServer({ name: 'shop-orders', version: '1.0.0' })
 * await obs.attach(server)
 */
export function createMcpObs(options: McpObsOptions = {}): McpObs {
  const logger = guardLogger(quietly(() => options.logger) ?? stderrLogger)
  try {
    const parsed = parseDsn(options.dsn ?? readEnvironment('MCP_OBS_DSN'))
    if (parsed.ok) return new EnabledMcpObs(openInstance(parsed.dsn, options, logger))
    if (parsed.error === 'dsn-invalid')
      logger.warn(`support is off: the ${parsed.part} of MCP_OBS_DSN is not valid`)
  } catch (error) {
    // Such as redaction rules that would not redact.
    logger.warn(`support is off: an option is not valid. ${String(error)}`)
  }
  return DISABLED_MCP_OBS
}

const DISABLED_MCP_OBS: McpObs = {
  attach: () => Promise.resolve(),
  wrapFactory:
    (build) =>
    async (...args) =>
      build(...args),
  wrapTransport: (transport) => transport,
  wrapServer: (server) => server,
  close: () => Promise.resolve(),
}

class EnabledMcpObs implements McpObs {
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
    const attached = attachServer(this.#instance, detected).catch((error: unknown) => {
      logger.warn(`the support tool was not added: ${String(error)}`)
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
      this.#instance.warnUntapped()
    }
    return transport
  }

  wrapServer<Server extends ConnectingServer>(server: Server): Server {
    const { client, logger } = this.#instance
    try {
      if (detectServer(server)) void this.attach(server as unknown as AttachableServer)
      else if (!client.attached.has(server)) {
        wrapConnect(server, (transport) => this.wrapTransport(transport))
        client.attached.set(server, client.config.ready())
      }
    } catch {
      logger.warn('wrapServer was given something that does not connect to clients')
    }
    return server
  }

  close(timeoutMs: number = CLOSE_TIMEOUT_MS): Promise<void> {
    return this.#instance.end(timeoutMs)
  }
}
