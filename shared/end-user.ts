import { z } from 'zod'
import { mcpServerInput } from './mcp-server.ts'

/** A page of an MCP server's users, the newest first. */
export const listEndUsersInput = mcpServerInput.extend({
  /** Part of a name or an address. */
  search: z.string().trim().max(100).default(''),
  /** Opaque; taken from `older` or `newer` of another page. */
  cursor: z.string().max(100).optional(),
})
export const endUserInput = mcpServerInput.extend({ userId: z.uuid() })
export const endUserSessionInput = endUserInput.extend({ sessionId: z.uuid() })

export interface EndUserDto {
  id: string
  name: string
  /** As given at sign-up; nobody has checked that it is theirs. */
  email: string
  createdAt: string
  /** When one of their clients last had a token renewed or raised a ticket. */
  lastSeenAt?: string
  disabledAt?: string
  /** Sessions that are live now. */
  sessions: number
}

export interface EndUserPageDto {
  users: EndUserDto[]
  /** Cursor of the next page; absent on the last. */
  older?: string
  /** Cursor of the page before; absent on the first. */
  newer?: string
}

/** One sign-in of a user with one client: the grant that its tokens come from. */
export interface EndUserSessionDto {
  id: string
  /** As the client calls itself: unverified. */
  clientName: string
  /** The domain that vouches for the name, where the client is identified by a document there. */
  clientDomain?: string
  /** The host, or the scheme of an app, that the client had its code sent to. */
  redirectHost: string
  createdAt: string
  lastSeenAt?: string
  expiresAt?: string
  revokedAt?: string
  state: 'live' | 'revoked' | 'expired'
}

/** Shown once, for staff to hand over. */
export interface NewPasswordDto {
  password: string
}

export interface EndUserDetailsDto extends EndUserDto {
  /** Live ones first, then the last ones that ended, each the newest first. */
  sessionList: EndUserSessionDto[]
}
