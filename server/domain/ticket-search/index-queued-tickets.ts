import type { PlatformContext, TenantScope } from '../context.ts'
import { tenantScope } from '../tenant-scope.ts'
import { giveWay } from '../../db/give-way.ts'
import { batchOf } from './batch-size.ts'
import { indexQueue } from './index-queue.ts'
import { findQueuedOrganization, findUnfinishedOrganizations } from './organizations.repository.ts'
import { continueRebuild } from './rebuild-index.ts'
import { lockFreeState, writeState } from './search-state.repository.ts'
import { whenFree } from './when-free.ts'

/** How long the parts of one run take, in milliseconds. */
export interface RunTimes {
  /** After it, a run goes only once more through the organizations that have changes. */
  queuedMs?: number
  /** What goes into tickets from before there was an index. */
  olderMs?: number
}

/**
 * Without an end, rebuilds would get no turn while tickets come in as soon as they are indexed, and the job would not be seen to
 * succeed. It is long, because the next run begins up to a second later.
 */
const QUEUED_MS = 10_000
const OLDER_MS = 300

/** Does a part of one organization. @returns whether more can be left */
type DoPart = (organization: string) => Promise<boolean>

/**
 * Brings the indexes of all organizations up to date, a batch of each in turn, and then goes on with what older tickets are
 * missing. What is left when the time is over, the next run does. So it does with an organization whose index another process has now.
 *
 * @throws the first failure, at the end: an organization that fails keeps no other from its turn, and has its next one in the
 *   next run
 */
export async function indexQueuedTickets(
  platform: PlatformContext,
  { queuedMs = QUEUED_MS, olderMs = OLDER_MS }: RunTimes = {},
): Promise<void> {
  const failed = new Set<string>()
  let firstFailure: unknown
  const unlessFailed =
    (doPart: (scope: TenantScope) => Promise<boolean>): DoPart =>
    async (organization) => {
      if (failed.has(organization)) return false
      try {
        return await doPart(tenantScope(platform, organization))
      } catch (error) {
        if (failed.size === 0) firstFailure = error
        failed.add(organization)
        return false
      }
    }
  const endOfQueued = performance.now() + queuedMs
  const indexOne = unlessFailed(indexBatch)
  let isLeft: boolean
  do {
    isLeft = await indexEachQueued(platform, indexOne)
  } while (isLeft && performance.now() < endOfQueued)
  await buildOlder(
    platform,
    unlessFailed((scope) => continueRebuild(scope, batchOf(scope), lockFreeState)),
    olderMs,
  )
  if (failed.size > 0) throw firstFailure
}

/**
 * Does a part of each organization that has changes. It always comes to the last one: whoever ended before would begin with the
 * same ones again, and the others would get no turn.
 *
 * @returns whether more can be left
 */
async function indexEachQueued({ em }: PlatformContext, doPart: DoPart): Promise<boolean> {
  let isLeft = false
  let organization = await findQueuedOrganization(em, '')
  while (organization !== undefined) {
    if (await doPart(organization)) isLeft = true
    await giveWay()
    organization = await findQueuedOrganization(em, organization)
  }
  return isLeft
}

async function buildOlder({ em }: PlatformContext, doPart: DoPart, milliseconds: number): Promise<void> {
  const clearing: string[] = []
  const building: string[] = []
  for await (const { organization_id: id, is_clearing: isClearing } of findUnfinishedOrganizations(em))
    (isClearing ? clearing : building).push(id)
  const until = performance.now() + milliseconds
  // Where an index is being cleared, nothing new is indexed.
  for (const organizations of [clearing, building]) await takeTurns(fromAny(organizations), doPart, until)
}

/** Does a part of each, again and again until the time is over: one that takes hours keeps no other waiting. */
async function takeTurns(organizations: readonly string[], doPart: DoPart, until: number): Promise<void> {
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

/** @returns whether more can be left */
async function indexBatch(scope: TenantScope): Promise<boolean> {
  const { organizationId } = scope
  return whenFree(() =>
    scope.em.transactional(async (em) => {
      const state = await lockFreeState(em, organizationId)
      if (!state || state.isClearing) return false
      const isLeft = await indexQueue(em, scope, state)
      await writeState(em, organizationId, state)
      return isLeft
    }),
  )
}
