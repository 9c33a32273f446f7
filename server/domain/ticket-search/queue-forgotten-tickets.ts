import type { PlatformContext } from '../context.ts'
import { tenantScope } from '../tenant-scope.ts'
import { findFinishedOrganizations } from './organizations.repository.ts'
import { queueForgotten } from './search-todo.repository.ts'

/** A ticket that is older than this is in the index, or somebody has forgotten to queue it. */
const FORGOTTEN_MS = 60_000

/** Queues what a process of the release before has written while this one was running already. */
export async function queueForgottenTickets(platform: PlatformContext): Promise<void> {
  const before = new Date(platform.now().getTime() - FORGOTTEN_MS)
  for await (const { organization_id: organization } of findFinishedOrganizations(platform.em))
    await queueForgotten(tenantScope(platform, organization).em, organization, before)
}
