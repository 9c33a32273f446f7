import type { AdapterPayload } from 'oidc-provider'
import type { GrantedStore } from '../domain/authorization/granted-store.ts'

/** Where an authorization server keeps things. */
export interface Store {
  /** The one resource, as everything is kept for it. */
  resourceUrl: string
  /** Opens it anew for each operation: the provider outlives requests, and an identity map must not. */
  open: () => GrantedStore
  /** What people gave consent to, as the library keeps it. */
  grants: {
    /** @param ctx the library's context of the request */
    find: (id: string, ctx: object | undefined) => Promise<AdapterPayload | undefined>
    save: (id: string, payload: AdapterPayload, expiresIn: number) => Promise<void>
    /** @param isByClient whether the client asked for it. Otherwise, a code or refresh token was used by two */
    revoke: (id: string, isByClient: boolean) => Promise<void>
  }
  /** Whether people stay signed in to it. Staff do not: the dashboard has their sessions. */
  keepsSessions: boolean
}
