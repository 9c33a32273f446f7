import { COUNT_CAP } from '#shared/support-ticket.ts'

const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
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

export function formatExactTime(iso: string): string {
  return exact.format(new Date(iso))
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

/** Returns, for example, "in 7 days" for a time to come. Weeks are too coarse for something that is about to end. */
export function formatTimeLeft(iso: string, now: number): string {
  const seconds = Math.round((Date.parse(iso) - now) / 1000)
  const step = STEPS.find(([unit, size]) => unit !== 'week' && seconds >= size)
  if (step) return relative.format(Math.round(seconds / step[1]), step[0])
  return seconds > 0 ? 'in less than a minute' : 'now'
}

export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`
  if (milliseconds < 60_000) return `${(milliseconds / 1_000).toFixed(2).replace(/\.?0+$/, '')} s`
  const seconds = Math.round(milliseconds / 1_000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** Counts stop at `COUNT_CAP`, so this number means "or more". */
export function formatCappedCount(count: number): string {
  return count >= COUNT_CAP ? '1k+' : String(count)
}
