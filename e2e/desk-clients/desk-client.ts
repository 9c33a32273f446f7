import type { ToolCall } from '#testkit/mcp/python-clients.ts'
import type { Visit } from '#testkit/mcp/oauth-login.ts'

/** The revision of MCP that is chosen by a client that asks for the era before 2026, and for the newest. */
export const REVISIONS = { legacy: '2025-11-25', modern: '2026-07-28' } as const
export type Era = keyof typeof REVISIONS

/** What a client was told. */
export interface Told {
  /** Of the protocol, where the client says it. */
  revision?: string
  tools: string[]
  /** The blocks of text of each call. */
  answers: string[][]
}

/** What a client is given: the address, and a token, or somebody who signs in when they are asked to. */
export interface DeskAccess {
  url: string
  access: string | Visit
}

/** A client that somebody else wrote, in a pinned version. */
export interface DeskClient {
  /** In its registry. */
  name: string
  version: string
  eras: readonly Era[]
  /** Lists the tools of the desk, and calls some. */
  work: (desk: DeskAccess, era: Era, calls: ToolCall[]) => Promise<Told>
}
