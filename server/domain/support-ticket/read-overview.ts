import type { OverviewDays, OverviewDto } from '#shared/insight.ts'
import type { TenantContext } from '../context.ts'
import { findMcpServerOrArchived } from '../mcp-server/find-mcp-server.ts'
import { allow } from '../policy.ts'
import {
  type ClosedCount,
  countClosed,
  countOpened,
  countUnresolved,
} from '../ticket-insight/insight.repository.ts'
import { CLOSING_EDGES } from '../ticket-insight/round-minutes.ts'
import { dayOf } from '../ticket-insight/ticket-facts.ts'
import { readIndexEnd } from '../ticket-search/read-index-end.ts'
import { readState } from '../ticket-search/search-state.repository.ts'
import { listFailures } from './list-failures.ts'
import { daysOf, presentDay } from './present-days.ts'
import { readSeries } from './read-series.ts'

const WEEK = 7

/**
 * What happened in the last days: how many tickets were opened and closed, and what failed. It reads counts that a job keeps,
 * never the tickets themselves.
 *
 * @param serverSlug of one MCP server only
 * @throws DomainError `server-not-found`
 */
export async function readOverview(
  ctx: TenantContext,
  days: OverviewDays,
  serverSlug: string | undefined,
): Promise<OverviewDto> {
  allow(ctx, 'read tickets')
  const server = serverSlug === undefined ? undefined : await findMcpServerOrArchived(ctx, serverSlug)
  const today = dayOf(ctx.now())
  const range = { from: today - days + 1, to: today }
  const opened = await countOpened(ctx, server?.id, range)
  const before = await countOpened(ctx, server?.id, { from: range.from - days, to: range.from - 1 })
  const unresolved = await countUnresolved(ctx, server?.id)
  const recent = await countUnresolved(ctx, server?.id, { from: today - WEEK + 1, to: today })
  const closed = await countClosed(ctx, server?.id, range)
  const completeTo = await readIndexEnd(ctx, await readState(ctx))
  return {
    days: daysOf(range).map(presentDay),
    ...(await readSeries(ctx, server?.id, range, opened)),
    unresolved: sumOf(unresolved.values()),
    unresolvedOld: Math.max(0, sumOf(unresolved.values()) - sumOf(recent.values())),
    opened: sumOf(opened.map(({ tickets }) => tickets)),
    openedBefore: sumOf(before.map(({ tickets }) => tickets)),
    ...presentClosed(closed),
    failures: await listFailures(ctx, server?.id, range),
    ...(completeTo && { completeTo: completeTo.toISOString() }),
  }
}

function presentClosed(
  counts: ClosedCount[],
): Pick<OverviewDto, 'closed' | 'fixed' | 'medianMinutes' | 'p90Minutes' | 'timeToClose'> {
  const sorted = counts
    .filter(({ tickets }) => tickets > 0)
    .toSorted((one, other) => one.minutes - other.minutes)
  const closed = sumOf(sorted.map(({ tickets }) => tickets))
  const timeToClose = [0, ...CLOSING_EDGES].map((from, place) => {
    const to = CLOSING_EDGES[place] ?? Infinity
    return sumOf(
      sorted.filter(({ minutes }) => minutes >= from && minutes < to).map(({ tickets }) => tickets),
    )
  })
  return {
    closed,
    fixed: sumOf(sorted.filter(({ isFixed }) => isFixed).map(({ tickets }) => tickets)),
    timeToClose,
    ...(closed > 0 && {
      medianMinutes: minutesOf(sorted, Math.ceil(closed / 2)),
      p90Minutes: minutesOf(sorted, Math.ceil(closed * 0.9)),
    }),
  }
}

/** How long the ticket at a place took, from the fastest on. */
function minutesOf(sorted: ClosedCount[], place: number): number {
  let passed = 0
  for (const { minutes, tickets } of sorted) {
    passed += tickets
    if (passed >= place) return minutes
  }
  return 0
}

function sumOf(counts: Iterable<number>): number {
  let sum = 0
  for (const count of counts) sum += count
  return sum
}
