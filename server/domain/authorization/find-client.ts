import { findSealedMetadata } from './client.repository.ts'
import type { OauthStore } from './oauth-store.ts'
import { Vault } from './vault.ts'

/**
 * The characters of RFC 6749 §A.1, without a space at the end. Databases fail on others, instead of finding nothing, and
 * MySQL takes a name with spaces after it for the name without them.
 */
const CLIENT_ID = /^[ -~]*[!-~]$/

/** The metadata of a client that registered itself at this authorization server. */
export async function findClient<Metadata>(store: OauthStore, id: string): Promise<Metadata | undefined> {
  if (!CLIENT_ID.test(id)) return undefined
  const sealed = await findSealedMetadata(store, id)
  return sealed === undefined ? undefined : new Vault(store.settings, store.name).open<Metadata>(sealed)
}
