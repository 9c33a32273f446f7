import type { OverviewDto, SeriesDto } from '#shared/insight.ts'
import type { TenantContext } from '../context.ts'
import {
  type CategoryDay,
  countOpenedByTool,
  type DayRange,
  findTopTools,
} from '../ticket-insight/insight.repository.ts'
import { topNames } from '../ticket-insight/most-first.ts'
import { daysOf } from './present-days.ts'

/** Categories or tools that stand alone in a chart. */
const NAMED = 2

interface Count {
  day: number
  name: string
  tickets: number
}

/** The tickets that were opened in a range of days, as the series of charts. @param opened all of them */
export async function readSeries(
  ctx: TenantContext,
  serverId: string | undefined,
  range: DayRange,
  opened: readonly CategoryDay[],
): Promise<Pick<OverviewDto, 'byCategory' | 'byTool'>> {
  const all = seriesOf(opened, range)
  const byCategory = opened.map(({ category, ...count }) => ({ ...count, name: category }))
  const tools = await findTopTools(ctx, serverId, range, NAMED)
  const byTool = await countOpenedByTool(ctx, serverId, range, tools)
  return {
    byCategory: split(all, byCategory, topNames(byCategory, NAMED), range),
    byTool: split(
      all,
      byTool.map(({ tool, ...count }) => ({ ...count, name: tool })),
      tools,
      range,
    ),
  }
}

/** A series for each name, and one for what is left, if anything is. */
function split(
  all: SeriesDto,
  counts: readonly Count[],
  names: readonly string[],
  range: DayRange,
): SeriesDto[] {
  const named = names.map((name) => ({
    name,
    ...seriesOf(
      counts.filter((count) => count.name === name),
      range,
    ),
  }))
  const tickets = named.reduce((left, series) => left - series.tickets, all.tickets)
  if (tickets <= 0) return named
  const days = all.days.map((sum, place) => named.reduce((left, series) => left - series.days[place]!, sum))
  return [...named, { tickets, days }]
}

function seriesOf(counts: readonly Pick<Count, 'day' | 'tickets'>[], range: DayRange): SeriesDto {
  const byDay = new Map<number, number>()
  for (const { day, tickets } of counts) byDay.set(day, (byDay.get(day) ?? 0) + tickets)
  const days = daysOf(range).map((day) => byDay.get(day) ?? 0)
  return { days, tickets: days.reduce((sum, count) => sum + count, 0) }
}
