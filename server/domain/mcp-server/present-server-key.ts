import type { ServerKeyDto } from '#shared/mcp-server.ts'
import type { ServerKey } from './server-key.entity.ts'

export function presentServerKey(key: ServerKey, createdBy: string): ServerKeyDto {
  return {
    id: key.id,
    hint: key.hint,
    createdAt: key.createdAt.toISOString(),
    createdBy,
    ...(key.lastUsedAt && { lastUsedAt: key.lastUsedAt.toISOString() }),
    ...(key.revokedAt && { revokedAt: key.revokedAt.toISOString() }),
  }
}
