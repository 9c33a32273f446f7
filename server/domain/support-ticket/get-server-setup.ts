import { type RejectedAttemptDto, REJECTIONS_SHOWN, type ServerSetupDto } from '#shared/server-setup.ts'
import type { TenantContext } from '../context.ts'
import { findMcpServerOrArchived, findMcpServersById } from '../mcp-server/find-mcp-server.ts'
import type { McpServer } from '../mcp-server/mcp-server.entity.ts'
import { presentCaller } from '../mcp-server/read-caller.ts'
import { listRejectedAttempts } from '../mcp-server/rejected-attempt.repository.ts'
import { ServerKey } from '../mcp-server/server-key.entity.ts'
import { allow, isAllowed } from '../policy.ts'
import { findFirstTicket } from './first-ticket.repository.ts'

const SHOWN_MS = 60 * 60_000

/**
 * How far an MCP server is set up, archived or not, and what was refused in the last hour. Only who may manage servers
 * learns which key it was.
 *
 * @throws DomainError `server-not-found`
 */
export async function getServerSetup(ctx: TenantContext, slug: string): Promise<ServerSetupDto> {
  allow(ctx, 'read servers')
  const server = await findMcpServerOrArchived(ctx, slug)
  const since = new Date(ctx.now().getTime() - SHOWN_MS)
  const attempts = await listRejectedAttempts(ctx, server.id, since, REJECTIONS_SHOWN)
  const keyIds = [server.settingsFetchedKeyId, ...attempts.map(({ keyId }) => keyId)].filter(Boolean)
  const keys = await findKeys(ctx, keyIds as string[])
  const first = await findFirstTicket(ctx, server.id)
  return {
    ...presentStages(server, isAllowed(ctx.actor, 'manage servers') ? keys : undefined),
    ...(first && {
      firstTicket: {
        at: first.createdAt.toISOString(),
        isTest: first.isTest,
        ...(isAllowed(ctx.actor, 'read tickets') && { reference: first.reference }),
      },
    }),
    rejected: attempts.map(({ reason, caller, keyId, attempts: times, lastAt }) => ({
      reason,
      from: presentCaller(caller),
      times,
      lastAt: lastAt.toISOString(),
      ...presentKey(ctx, server, keys.get(keyId)),
    })),
  }
}

interface FoundKey {
  key: ServerKey
  server: McpServer | undefined
}

async function findKeys(ctx: TenantContext, ids: string[]): Promise<Map<string, FoundKey>> {
  if (ids.length === 0) return new Map()
  const keys = await ctx.em.find(ServerKey, { id: { $in: ids } })
  const byId = await findMcpServersById(
    ctx,
    keys.map(({ mcpServerId }) => mcpServerId),
  )
  return new Map(keys.map((key) => [key.id, { key, server: byId.get(key.mcpServerId) }]))
}

/** @param keys undefined for those who may not know them */
function presentStages(
  server: McpServer,
  keys: Map<string, FoundKey> | undefined,
): Pick<ServerSetupDto, 'settingsFetched' | 'toolListed'> {
  const { settingsFetchedAt, settingsFirstFetchedAt, settingsFetchedBy, toolListedAt } = server
  const hint = keys?.get(server.settingsFetchedKeyId ?? '')?.key.hint
  return {
    ...(settingsFetchedAt && {
      settingsFetched: {
        firstAt: (settingsFirstFetchedAt ?? settingsFetchedAt).toISOString(),
        lastAt: settingsFetchedAt.toISOString(),
        by: presentCaller(settingsFetchedBy ?? ''),
        ...(hint && { keyHint: hint }),
      },
    }),
    ...(toolListedAt && {
      toolListed: {
        firstAt: (server.toolFirstListedAt ?? toolListedAt).toISOString(),
        lastAt: toolListedAt.toISOString(),
      },
    }),
  }
}

function presentKey(
  ctx: TenantContext,
  server: McpServer,
  found: FoundKey | undefined,
): Pick<RejectedAttemptDto, 'keyOf' | 'keyHint' | 'keyRevokedAt'> {
  if (!found) return {}
  const { key, server: owner } = found
  const mayKnow = isAllowed(ctx.actor, 'manage servers')
  return {
    ...(owner && owner.id !== server.id && { keyOf: { slug: owner.slug, name: owner.name } }),
    ...(mayKnow && { keyHint: key.hint }),
    ...(mayKnow && key.revokedAt && { keyRevokedAt: key.revokedAt.toISOString() }),
  }
}
