import { z } from 'zod'
import { mcpServerInput } from './mcp-server.ts'
import { textSchema } from './text.ts'

/** A page of an MCP server's users, the newest first. */
export const listEndUsersInput = mcpServerInput.extend({
  /** Part of a name or an address. */
  search: textSchema('title', 100).default(''),
  /** Opaque; taken from `older` or `newer` of another page. */
  cursor: z.string().max(100).optional(),
})
export const endUserInput = mcpServerInput.extend({ userId: z.uuid() })
export const endUserSessionInput = endUserInput.extend({ sessionId: z.uuid() })

export interface EndUserDto {
  id: string
  name: string
  /** As the user entered it at sign-up. Nobody has checked that it belongs to them. */
  email: string
  createdAt: string
  /** When a client of the user last renewed its token or raised a ticket. */
  lastSeenAt?: string
  disabledAt?: string
  /** The number of live sessions. */
  sessions: number
}

export interface EndUserPageDto {
  users: EndUserDto[]
  /** Cursor of the next page; absent on the last. */
  older?: string
  /** Cursor of the previous page; absent on the first. */
  newer?: string
}

/** One sign-in of a user with one client. It is the grant that the client's tokens belong to. */
export interface EndUserSessionDto {
  id: string
  /** The name that the client gives itself; not verified. */
  clientName: string
  /** The domain that confirms the name, if the client is identified by a document at this domain. */
  clientDomain?: string
  /** The host, or the scheme of an app, that the authorization code was sent to. */
  redirectHost: string
  createdAt: string
  lastSeenAt?: string
  expiresAt?: string
  revokedAt?: string
  state: 'live' | 'revoked' | 'expired'
}

/** Shown to staff once. They give it to the user. */
export interface NewPasswordDto {
  password: string
}

export interface EndUserDetailsDto extends EndUserDto {
  /** Live sessions first, then the sessions that ended last. In each group the newest is first. */
  sessionList: EndUserSessionDto[]
}
