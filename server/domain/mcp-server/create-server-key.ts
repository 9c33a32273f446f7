import type { CreatedServerKeyDto } from '#shared/mcp-server.ts'
import { newId } from '../../db/column-types.ts'
import { Account } from '../account/account.entity.ts'
import { writeAuditEntry } from '../audit-log/write-audit-entry.ts'
import { mcpServerOrigin, type TenantContext } from '../context.ts'
import { DomainError } from '../errors.ts'
import { allow } from '../policy.ts'
import { sha256 } from '../sha256.ts'
import { generateServerKey } from './generate-server-key.ts'
import { lockMcpServer } from './lock-mcp-server.ts'
import { presentServerKey } from './present-server-key.ts'
import { ServerKey } from './server-key.entity.ts'
import { publishChange } from '../publish-change.ts'

/** Active keys of one server. This is enough to rotate keys over several deployments. */
const MAX_ACTIVE_KEYS = 10

/**
 * Creates an ingest key. The DSN contains it in clear text and is never shown again.
 *
 * @param name what staff call it
 * @throws DomainError `server-not-found`, `too-many-keys`
 */
export async function createServerKey(
  ctx: TenantContext,
  slug: string,
  name?: string,
): Promise<CreatedServerKeyDto> {
  const accountId = allow(ctx, 'manage servers')
  const secret = generateServerKey()
  // First: if this read fails, no key was made whose secret is lost.
  const account = await ctx.em.findOneOrFail(Account, { id: accountId })
  const key = await ctx.em.transactional(async (em) => {
    // Locked, so that two requests at once cannot both take the last place.
    const server = await lockMcpServer(em, slug)
    if (server.archivedAt) throw new DomainError('server-not-found')
    const active = await em.count(ServerKey, { mcpServerId: server.id, revokedAt: null })
    if (active >= MAX_ACTIVE_KEYS) throw new DomainError('too-many-keys')
    const key = em.create(ServerKey, {
      id: newId(),
      organizationId: ctx.organizationId,
      mcpServerId: server.id,
      keyHash: sha256(secret),
      hint: secret.slice(-4),
      name: name ?? null,
      createdByAccountId: accountId,
      createdAt: ctx.now(),
    })
    const details = { server: slug, hint: key.hint }
    writeAuditEntry(em, ctx, { action: 'key-created', subject: key.id, details })
    await publishChange(em, ctx.organizationId, { type: 'servers-changed' })
    return key
  })
  const [scheme, host] = mcpServerOrigin(ctx.settings, slug).split('//')
  return { key: presentServerKey(key, account.name), dsn: `${scheme}//${secret}@${host}` }
}
