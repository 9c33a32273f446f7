import type { DayCountDto } from '#shared/insight.ts'
import type { DayRange } from '../ticket-insight/insight.repository.ts'
import { DAY_MS } from '../ticket-insight/ticket-facts.ts'

/** A count for each day of a range. */
export function presentDays(range: DayRange, counts: ReadonlyMap<number, number>): DayCountDto[] {
  return daysOf(range).map((day) => ({ day: presentDay(day), tickets: counts.get(day) ?? 0 }))
}

export function daysOf({ from, to }: DayRange): number[] {
  return Array.from({ length: to - from + 1 }, (_, place) => from + place)
}

export function presentDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}
