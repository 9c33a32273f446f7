import { COUNT_CAP, SEEN_CAP } from '#shared/limits.ts'

const exact = new Intl.DateTimeFormat(undefined, {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
})
const clock = new Intl.DateTimeFormat('en', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})
const preciseClock = new Intl.DateTimeFormat('en', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hourCycle: 'h23',
})
const zone = new Intl.DateTimeFormat('en', { timeZoneName: 'shortOffset' })
const shortDate = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' })
const utcDay = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric', timeZone: 'UTC' })
const date = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' })
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

const STEPS: readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

const AGE_UNITS: Readonly<Partial<Record<Intl.RelativeTimeFormatUnit, string>>> = {
  year: 'y',
  month: 'mo',
  week: 'w',
  day: 'd',
  hour: 'h',
  minute: 'min',
}

export function formatExactTime(iso: string): string {
  return exact.format(new Date(iso))
}

/** Returns, for example, "10:13:11". */
export function formatClock(iso: string): string {
  return clock.format(new Date(iso))
}

/** Returns, for example, "10:13:11.456 UTC+1", and the date before it if it is not today's. */
export function formatPrecise(iso: string, now: number): string {
  return `${dayBefore(iso, now)}${preciseClock.format(new Date(iso))} ${formatZone(iso)}`
}

/** Returns, for example, "10:13:11", and the date before it if it is not today's. */
export function formatMoment(iso: string, now: number): string {
  return `${dayBefore(iso, now)}${formatClock(iso)}`
}

/** Returns the offset of the reader's time zone, for example "UTC+1". */
export function formatZone(iso: string): string {
  const part = zone.formatToParts(new Date(iso)).find(({ type }) => type === 'timeZoneName')
  return (part?.value ?? 'UTC').replace('GMT', 'UTC')
}

function dayBefore(iso: string, now: number): string {
  const at = new Date(iso)
  const today = new Date(now)
  if (at.toDateString() === today.toDateString()) return ''
  return at.getFullYear() === today.getFullYear() ? `${shortDate.format(at)}, ` : `${date.format(at)}, `
}

export function formatDate(iso: string): string {
  return date.format(new Date(iso))
}

/** Returns, for example, "3 hours ago". A time in the near future, from a clock that is ahead of ours, is "just now". */
export function formatRelativeTime(iso: string, now: number): string {
  const seconds = Math.round((now - Date.parse(iso)) / 1000)
  const step = STEPS.find(([, size]) => seconds >= size)
  if (!step) return 'just now'
  return relative.format(-Math.floor(seconds / step[1]), step[0])
}

/** Returns, for example, "31 min": for a column of its own, where "ago" is understood. */
export function formatAge(iso: string, now: number): string {
  const seconds = Math.round((now - Date.parse(iso)) / 1000)
  const step = STEPS.find(([, size]) => seconds >= size)
  return step ? `${Math.floor(seconds / step[1])} ${AGE_UNITS[step[0]] ?? step[0]}` : 'now'
}

/** Returns, for example, "in 7 days" for a time to come. Weeks are too coarse for something that is about to end. */
export function formatTimeLeft(iso: string, now: number): string {
  const seconds = Math.round((Date.parse(iso) - now) / 1000)
  const step = STEPS.find(([unit, size]) => unit !== 'week' && seconds >= size)
  if (step) return relative.format(Math.round(seconds / step[1]), step[0])
  return seconds > 0 ? 'in less than a minute' : 'now'
}

export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`
  if (milliseconds < 60_000) return `${Number((milliseconds / 1_000).toFixed(2))} s`
  const seconds = Math.round(milliseconds / 1_000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** Counts stop at `COUNT_CAP`, so this number means "or more". */
export function formatCappedCount(count: number, isPartial = false): string {
  if (count >= COUNT_CAP) return '1k+'
  return isPartial ? `${count}+` : String(count)
}

/** Returns, for example, "5 h 12 min" or "3 d 4 h". */
export function formatMinutes(minutes: number): string {
  if (minutes < 60) return `${minutes} min`
  const [size, unit, smaller, smallerUnit] = minutes < 1_440 ? [60, 'h', 1, 'min'] : [1_440, 'd', 60, 'h']
  const rest = Math.floor((minutes % size) / smaller)
  return `${Math.floor(minutes / size)} ${unit}${rest > 0 ? ` ${rest} ${smallerUnit}` : ''}`
}

/** Returns, for example, "Nov 26" for a day of UTC such as "2026-11-26". */
export function formatUtcDay(day: string): string {
  return utcDay.format(new Date(`${day}T00:00:00Z`))
}

/** Tickets of one failure are counted up to `SEEN_CAP`, so this number means "or more". */
export function formatSeen(tickets: number): string {
  return tickets >= SEEN_CAP ? '1k+' : String(tickets)
}
