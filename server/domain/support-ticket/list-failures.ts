import { type FailureDto, SEEN_DAYS } from '#shared/insight.ts'
import type { TenantContext } from '../context.ts'
import { FOLDED, foldMessage } from '../fingerprint.ts'
import { findMcpServersById } from '../mcp-server/find-mcp-server.ts'
import {
  type DayRange,
  type FailureDay,
  findTopFailures,
  readFailureDays,
} from '../ticket-insight/insight.repository.ts'
import { DAY_MS } from '../ticket-insight/ticket-facts.ts'
import { presentDays } from './present-days.ts'
import { countReporters, type NewestOfFailure, readNewest } from './seen.repository.ts'

/** Failures that an overview names. */
const FAILURES = 10

/** What failed the most in a range of days, by the number of tickets. */
export async function listFailures(
  ctx: TenantContext,
  serverId: string | undefined,
  range: DayRange,
): Promise<FailureDto[]> {
  const fingerprints = await findTopFailures(ctx, serverId, range, FAILURES)
  const days = await readFailureDays(ctx, fingerprints)
  const reporters = await countReporters(ctx, fingerprints, new Date(range.from * DAY_MS))
  const newest = await readNewest(ctx, fingerprints)
  const serverIds = [...newest.values()].map(({ mcpServerId }) => mcpServerId)
  const servers = await findMcpServersById(ctx, serverIds)
  return fingerprints
    .flatMap((fingerprint) => {
      const last = newest.get(fingerprint)
      // The last one was deleted a moment ago.
      if (!last) return []
      const counts = countDays(
        days.filter((row) => row.fingerprint === fingerprint),
        range,
      )
      const server = servers.get(last.mcpServerId)
      return [
        {
          ...presentFailure(last),
          server: { slug: server?.slug ?? '', name: server?.name ?? '' },
          ...counts,
          reporters: reporters.get(fingerprint) ?? 0,
        },
      ]
    })
    .toSorted((one, other) => other.tickets - one.tickets)
}

function countDays(
  rows: FailureDay[],
  { from, to }: DayRange,
): Pick<FailureDto, 'days' | 'tickets' | 'unresolved'> {
  const byDay = new Map(rows.map(({ day, tickets }) => [day, tickets]))
  let tickets = 0
  let unresolved = 0
  for (const row of rows) {
    if (row.day >= from && row.day <= to) tickets += row.tickets
    unresolved += row.unresolved
  }
  return { days: presentDays({ from: to - SEEN_DAYS + 1, to }, byDay), tickets, unresolved }
}

function presentFailure({ fingerprint, tool, errorName, errorMessage }: NewestOfFailure) {
  const message = errorMessage && foldMessage(errorMessage).replaceAll(FOLDED, '…')
  return {
    fingerprint,
    ...(tool && { tool }),
    ...(errorName && { error: errorName }),
    ...(message && { message }),
  }
}
