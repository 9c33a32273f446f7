import type { PlatformContext } from '../context.ts'
import { eachApart } from '../each-apart.ts'
import { tenantScope } from '../tenant-scope.ts'
import { type OauthStore, serverStore } from './oauth-store.ts'
import { findServersWithSeveralKeys } from './sign-in-server.repository.ts'
import { deleteRetiredKeys } from './signing-keys.ts'
import { staffStore } from './staff-store.ts'

/**
 * Deletes the keys of all authorization servers that no token needs any more, also those of the desk. A key that has no
 * successor is never retired.
 */
export async function deleteAllRetiredKeys(platform: PlatformContext): Promise<void> {
  await eachApart(storesOf(platform), deleteRetiredKeys)
}

async function* storesOf(platform: PlatformContext): AsyncGenerator<OauthStore> {
  yield staffStore({ ...platform, em: platform.em.fork() })
  for await (const server of findServersWithSeveralKeys(platform.em))
    yield serverStore(tenantScope(platform, server.organization_id), server.mcp_server_id)
}
