import type { PlatformContext } from '../context.ts'
import { lockPlatformState } from '../lock-platform-state.ts'
import type { OauthStore } from './oauth-store.ts'
import { StaffClient } from './staff-client.entity.ts'
import { StaffSigningKey } from './staff-signing-key.entity.ts'

/** The name of the authorization server of staff. No id of an MCP server looks like it. */
export const STAFF = 'staff'

/** The store of the authorization server of staff. Its rows are of no organization: a client may ask members of several. */
export function staffStore({ em, now, settings }: PlatformContext): OauthStore {
  return {
    em,
    now,
    settings,
    name: STAFF,
    tables: { artifacts: 'staff_artifact', clients: 'staff_client' },
    clients: StaffClient,
    keys: StaffSigningKey,
    owner: {},
    lock: (em) => lockPlatformState(em, 'staff-clients'),
  }
}
