import type { TenantScope } from '../context.ts'
import { OauthClient } from './oauth-client.entity.ts'
import { Vault } from './vault.ts'

/** The metadata of a client that registered itself at this MCP server. */
export async function findClient<Metadata>(
  { em, settings }: TenantScope,
  mcpServerId: string,
  id: string,
): Promise<Metadata | undefined> {
  const client = await em.findOne(OauthClient, { id, mcpServerId })
  return client ? new Vault(settings, mcpServerId).open<Metadata>(client.sealedMetadata) : undefined
}
