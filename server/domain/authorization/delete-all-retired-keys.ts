import type { PlatformContext } from '../context.ts'
import { eachApart } from '../each-apart.ts'
import { tenantScope } from '../tenant-scope.ts'
import { serverStore } from './oauth-store.ts'
import { findServersWithSeveralKeys } from './sign-in-server.repository.ts'
import { deleteRetiredKeys } from './signing-keys.ts'
import { staffStore } from './staff-store.ts'

/**
 * Deletes the keys of all authorization servers that no token needs any more, also those of the desk. A key that has no
 * successor is never retired.
 */
export async function deleteAllRetiredKeys(platform: PlatformContext): Promise<void> {
  const servers = await findServersWithSeveralKeys(platform.em)
  await eachApart([undefined, ...servers], (server) =>
    deleteRetiredKeys(
      server
        ? serverStore(tenantScope(platform, server.organizationId), server.mcpServerId)
        : staffStore({ ...platform, em: platform.em.fork() }),
    ),
  )
}
