import type { OauthStore } from './oauth-store.ts'

/** Deletes a client that registered itself. One that is not there is no error. */
export async function deleteClient({ em, clients, owner }: OauthStore, id: string): Promise<void> {
  await em.nativeDelete(clients, { id, ...owner })
}
