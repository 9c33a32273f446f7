/** The numbers of the wire contract. They live here once; the platform and the dashboard import them. */

/** Words of a ticket, in Unicode code points, and the whole request body, in bytes. */
export const TICKET_LIMITS = { title: 200, description: 10_000, email: 254, body: 65_536 } as const

/** What a server's configuration may carry, in code points; `categories` is a count. */
export const CONFIG_LIMITS = {
  serverName: 80,
  toolTitle: 60,
  toolDescription: 1_000,
  category: 40,
  categories: 10,
} as const

/** Bounds of the captured context (wire contract §4.1): strings in code points, `bytes` as UTF-8 JSON. */
export const CONTEXT_LIMITS = {
  bytes: 32_768,
  /** Kept free in the body beside the context, in bytes. */
  reserve: 1_024,
  string: 2_048,
  /** Caps that strings are recut to, in this order, while the context is too large. */
  recut: [1_024, 512, 256],
  stack: 8_192,
  name: 128,
  /** Levels of objects and arrays inside `arguments` and inside `result`; the outermost is level 1. */
  depth: 6,
  items: 50,
  keys: 50,
  nodes: 1_000,
  trail: 20,
  capabilities: 20,
} as const
