import type { ServerKeyDto } from '#shared/mcp-server.ts'
import type { ServerKey } from './server-key.entity.ts'

export function presentServerKey(key: ServerKey, createdBy: string, revokedBy?: string): ServerKeyDto {
  return {
    id: key.id,
    ...(key.name && { name: key.name }),
    hint: key.hint,
    createdAt: key.createdAt.toISOString(),
    createdBy,
    ...(key.lastUsedAt && { lastUsedAt: key.lastUsedAt.toISOString() }),
    ...(key.revokedAt && { revokedAt: key.revokedAt.toISOString() }),
    ...(revokedBy && { revokedBy }),
  }
}
