/*
 * The SDK's few words to whoever runs the server. Always stderr: on stdio, stdout is the MCP channel.
 */

export interface Logger {
  /** Something the operator should act on. Never holds a key, a token or what a person wrote. */
  warn(message: string): void
  /** What the SDK did, for finding out why. */
  debug(message: string): void
}

/** Writes warnings to stderr and drops the rest. */
export const stderrLogger: Logger = {
  // oxlint-disable-next-line no-console -- console.error is stderr on every runtime
  warn: (message) => console.error(`mcp-obs: ${message}`),
  debug: () => undefined,
}

/** A logger that cannot harm its caller, whatever the host's own one does. */
export function guardLogger(logger: Logger): Logger {
  const guard = (write: (message: string) => void) => (message: string) => {
    try {
      write(message)
    } catch {
      // A broken logger is the host's business, a broken tool call would be ours.
    }
  }
  return { warn: guard((message) => logger.warn(message)), debug: guard((message) => logger.debug(message)) }
}
