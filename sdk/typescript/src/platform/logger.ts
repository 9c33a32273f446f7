/*
 * What the SDK tells the people who run the server. It always goes to stderr, because stdout is the MCP channel on
 * stdio.
 */

import { quietly } from '../wire/quietly.ts'

/** Where the SDK's messages go. Each is one line of plain text. */
export interface Logger {
  /** Something that the operator should act on. Never contains a key, a token or what a person wrote. */
  warn(message: string): void
  /** What the SDK did, for finding the cause of a problem. */
  debug(message: string): void
}

/** Writes warnings to stderr and drops debug messages. */
export const stderrLogger: Logger = {
  // oxlint-disable-next-line no-console -- console.error is stderr on every runtime
  warn: (message) => console.error(`mcp-obs: ${message}`),
  debug: () => undefined,
}

/** A logger that never throws, whatever the host's logger does. */
export function guardLogger(logger: Logger): Logger {
  // A broken logger must not break a tool call.
  return {
    warn: (message) => quietly(() => logger.warn(message)),
    debug: (message) => quietly(() => logger.debug(message)),
  }
}
