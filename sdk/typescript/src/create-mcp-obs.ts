import { attachServer } from './attach-server.ts'
import { parseDsn } from './dsn.ts'
import { guardLogger, stderrLogger } from './logger.ts'
import type { McpObsOptions } from './options.ts'
import { detectServer, type AttachableServer } from './servers.ts'
import { openSession } from './session.ts'

export interface McpObs {
  /**
   * Puts the support tool on a server: `McpServer` or low-level `Server` of `@modelcontextprotocol/sdk` (v1) or
   * `@modelcontextprotocol/server` (v2). Await it before the server connects. Waits at most 2 s for the first
   * configuration, once per process. Attaching a server twice is the same as once. Never rejects.
   */
  attach(server: AttachableServer): Promise<void>
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
  if (!parsed.ok) {
    if (parsed.error === 'dsn-invalid')
      logger.warn(`support is off: the ${parsed.part} of MCP_OBS_DSN is not valid`)
    return { attach: () => Promise.resolve() }
  }

  const session = openSession(parsed.dsn, options, logger)
  const attachments = new WeakMap<object, Promise<void>>()
  return {
    attach(server) {
      const detected = detectServer(server)
      if (!detected) {
        logger.warn('attach was given something that is not an MCP server')
        return Promise.resolve()
      }
      const known = attachments.get(detected.connects)
      if (known) return known
      if (detected.connects.transport) {
        logger.warn('attach came too late: the server is connected. Await it before the server connects')
        return Promise.resolve()
      }
      const attached = attachServer({ ...session, mcp: detected.mcp }, detected).catch((error: unknown) => {
        logger.warn(
          `the support tool was not added: ${error instanceof Error ? error.message : String(error)}`,
        )
      })
      attachments.set(detected.connects, attached)
      return attached
    },
  }
}

function readEnvironment(name: string): string | undefined {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } }
  return process?.env?.[name]
}
