import type { TenantScope } from '../context.ts'
import { OauthClient } from './oauth-client.entity.ts'

/** Deletes a client that registered itself. One that is not there is no error. */
export async function deleteClient({ em }: TenantScope, mcpServerId: string, id: string): Promise<void> {
  await em.nativeDelete(OauthClient, { id, mcpServerId })
}
