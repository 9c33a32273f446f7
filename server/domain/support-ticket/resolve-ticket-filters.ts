import { TICKET_STATUSES, type TicketFilters } from '#shared/support-ticket.ts'
import type { TenantContext } from '../context.ts'
import { findUsersByEmail } from '../end-user/find-users-by-email.ts'
import { McpServerUser } from '../end-user/mcp-server-user.entity.ts'
import { McpServer } from '../mcp-server/mcp-server.entity.ts'
import { emailKeysOf } from '../reporter-key.ts'
import { isWithoutWords } from './read-query.ts'
import type { TicketFilter } from './ticket-scans.ts'

/** Users of one address whose tickets a list looks for. There is at most one for each MCP server. */
const USERS = 20

export interface ResolvedFilters {
  /** Undefined when no ticket can fulfil it: there is no such server or user, or only signs are searched for. */
  filter: TicketFilter | undefined
  user: { name: string } | undefined
  /** More users have the e-mail address than `filter` names. */
  usersLeftOut: boolean
}

/** Finds what the filters name: the MCP server, the user, the people with an e-mail address. */
export async function resolveTicketFilters(
  ctx: TenantContext,
  filters: TicketFilters,
): Promise<ResolvedFilters> {
  const server = filters.server && (await ctx.em.findOne(McpServer, { slug: filters.server }))
  const user = filters.user && (await ctx.em.findOne(McpServerUser, { id: filters.user }))
  const found = { user: user ? { name: user.name } : undefined, usersLeftOut: false }
  if ((filters.server && !server) || (filters.user && !user)) return { ...found, filter: undefined }
  if (isWithoutWords(filters.query)) return { ...found, filter: undefined }
  const { resolution, category, tool, hasCall, hasContact } = filters
  const reporters = filters.email === undefined ? undefined : await findReporters(ctx, filters.email)
  return {
    ...found,
    usersLeftOut: reporters?.leftOut ?? false,
    filter: {
      resolution,
      category,
      tool,
      hasCall,
      hasContact,
      statuses: readStatuses(filters.status),
      mcpServerId: server ? server.id : undefined,
      mcpServerUserId: user ? user.id : undefined,
      reporterKeys: reporters?.keys,
      errorName: filters.error,
      errorFingerprint: filters.fingerprint,
      since: readTime(filters.since),
      before: readTime(filters.before),
    },
  }
}

/** All of them are no filter. */
function readStatuses(status: TicketFilters['status']): TicketFilter['statuses'] {
  const statuses = status === undefined ? undefined : [...new Set([status].flat())]
  return statuses?.length === TICKET_STATUSES.length ? undefined : statuses
}

/** Databases do not know all times of RFC 3339. */
function readTime(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined
  return new Date(Math.min(Math.max(Date.parse(text), 0), 9_999_999_999_999))
}

async function findReporters(
  ctx: TenantContext,
  email: string,
): Promise<{ keys: string[]; leftOut: boolean }> {
  const users = await findUsersByEmail(ctx, email, USERS + 1)
  const keys = [...emailKeysOf(ctx, email), ...users.slice(0, USERS).map(({ id }) => id)]
  return { keys, leftOut: users.length > USERS }
}
