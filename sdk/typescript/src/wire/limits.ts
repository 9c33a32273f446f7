/*
 * The limits of the wire contract. The platform and the dashboard import them from here.
 */

/** The fields of a ticket, in Unicode code points, and the whole request body, in bytes. */
export const TICKET_LIMITS = { title: 200, description: 10_000, email: 254, body: 65_536 } as const

/** The texts of a server's configuration, in code points. `categories` is a number of categories. */
export const CONFIG_LIMITS = {
  serverName: 80,
  toolTitle: 60,
  toolDescription: 1_000,
  category: 40,
  categories: 10,
} as const

/** The captured context (wire contract §4.1): strings in code points, `bytes` as JSON in UTF-8. */
export const CONTEXT_LIMITS = {
  bytes: 32_768,
  /** Code points of the arguments, the error and the result, in this order, that are looked at. */
  read: 65_536,
  /** Bytes of the body that stay free beside the context. */
  reserve: 1_024,
  string: 2_048,
  /** Lengths that strings are cut to, one after the other, while the context is too large. */
  recut: [1_024, 512, 256],
  stack: 8_192,
  name: 128,
  /** Levels of objects and arrays inside `arguments` and inside `result`. The outermost is level 1. */
  depth: 6,
  items: 50,
  keys: 50,
  nodes: 1_000,
  trail: 20,
  capabilities: 20,
} as const
