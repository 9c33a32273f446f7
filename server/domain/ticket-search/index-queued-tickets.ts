import { forkForTenant } from '../../db/tenant.ts'
import type { PlatformContext } from '../context.ts'
import { indexQueue } from './index-queue.ts'
import { giveWay } from './give-way.ts'
import { whenFree } from './when-free.ts'
import type { TenantScope } from '../context.ts'
import { continueRebuild } from './rebuild-index.ts'
import { lockState, writeState } from './search-state.repository.ts'
import {
  findFinishedOrganizations,
  findQueuedOrganization,
  findUnfinishedOrganizations,
} from './organizations.repository.ts'
import { queueForgotten } from './search-todo.repository.ts'

type Platform = Pick<PlatformContext, 'em' | 'now' | 'settings'>

/** Milliseconds of one run that go into tickets from before there was an index. */
const OLDER_MS = 300

/**
 * Brings the indexes of all organizations up to date, a batch of each in turn, and then goes on with what older tickets are
 * missing. Another process that does the same is waited for.
 */
export async function indexQueuedTickets(platform: Platform, olderMs = OLDER_MS): Promise<void> {
  const failures: unknown[] = []
  // One organization that fails does not keep the others from their turn.
  const noteFailure = (error: unknown) => {
    failures.push(error)
    return false
  }
  for (let isLeft = true; isLeft;) {
    isLeft = false
    let organization = await findQueuedOrganization(platform.em, '')
    while (organization !== undefined) {
      if (await indexBatch(scopeOf(platform, organization)).catch(noteFailure)) isLeft = true
      await giveWay()
      organization = await findQueuedOrganization(platform.em, organization)
    }
  }
  const until = performance.now() + olderMs
  const continueOne = (organization: string) =>
    continueRebuild(scopeOf(platform, organization)).catch(noteFailure)
  const clearing: string[] = []
  const building: string[] = []
  for await (const { organization_id: id, is_clearing: isClearing } of findUnfinishedOrganizations(
    platform.em,
  ))
    (isClearing ? clearing : building).push(id)
  // Where an index is being cleared, nothing new is indexed.
  for (const organizations of [clearing, building])
    await takeTurns(fromAny(organizations), continueOne, until)
  if (failures.length > 0) throw failures[0]
}

/** Does a part of each, again and again until the time is over: one that takes hours keeps no other waiting. */
async function takeTurns(
  organizations: readonly string[],
  doPart: (organization: string) => Promise<boolean>,
  until: number,
): Promise<void> {
  for (let left = organizations; left.length > 0;) {
    const more: string[] = []
    for (const organization of left) {
      if (performance.now() >= until) return
      if (await doPart(organization)) more.push(organization)
      await giveWay()
    }
    left = more
  }
}

/** Beginning with any of them, because not all may have their turn. */
function fromAny<T>(values: readonly T[]): T[] {
  const first = Math.floor(Math.random() * values.length)
  return [...values.slice(first), ...values.slice(0, first)]
}

/** A ticket that is older than this is in the index, or somebody has forgotten to queue it. */
const FORGOTTEN_MS = 60_000

/** Queues what a process of the release before has written while this one was running already. */
export async function queueForgottenTickets(platform: Platform): Promise<void> {
  const before = new Date(platform.now().getTime() - FORGOTTEN_MS)
  for await (const { organization_id: organization } of findFinishedOrganizations(platform.em))
    await queueForgotten(scopeOf(platform, organization).em, organization, before)
}

/** @returns whether more can be left */
async function indexBatch(scope: TenantScope): Promise<boolean> {
  const { organizationId } = scope
  return whenFree(() =>
    scope.em.transactional(async (em) => {
      const state = await lockState(em, organizationId)
      if (state.isClearing) return false
      const isLeft = await indexQueue(em, scope, state)
      await writeState(em, organizationId, state)
      return isLeft
    }),
  )
}

function scopeOf(platform: Platform, organizationId: string): TenantScope {
  return { ...platform, em: forkForTenant(platform.em, organizationId), organizationId }
}
