import type { TenantScope } from '../context.ts'
import { OauthClient } from './oauth-client.entity.ts'
import { Vault } from './vault.ts'

/**
 * The characters of RFC 6749 §A.1, without a space at the end. Databases fail on others, instead of finding nothing, and
 * MySQL takes a name with spaces after it for the name without them.
 */
const CLIENT_ID = /^[ -~]*[!-~]$/

/** The metadata of a client that registered itself at this MCP server. */
export async function findClient<Metadata>(
  { em, settings }: TenantScope,
  mcpServerId: string,
  id: string,
): Promise<Metadata | undefined> {
  if (!CLIENT_ID.test(id)) return undefined
  const client = await em.findOne(OauthClient, { id, mcpServerId })
  return client ? new Vault(settings, mcpServerId).open<Metadata>(client.sealedMetadata) : undefined
}
