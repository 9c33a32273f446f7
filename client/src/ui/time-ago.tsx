import { Tooltip } from '@mantine/core'
import {
  formatAge,
  formatExactTime,
  formatMoment,
  formatPrecise,
  formatRelativeTime,
  formatTimeLeft,
} from '../lib/format.ts'
import { useNow } from '../lib/use-now.ts'

const TICK_MS = 30_000

/** A time relative to now. The exact time is in the tooltip and in the `datetime` attribute. */
export function TimeAgo({ iso, short }: { iso: string; short?: boolean }) {
  const now = useNow(TICK_MS)
  const format = short ? formatAge : formatRelativeTime
  return (
    <Tooltip label={formatExactTime(iso)}>
      <time dateTime={iso}>{format(iso, now)}</time>
    </Tooltip>
  )
}

/** A time to come, relative to now. The exact time is in the tooltip and in the `datetime` attribute. */
export function TimeLeft({ iso }: { iso: string }) {
  const now = useNow(TICK_MS)
  return (
    <Tooltip label={formatExactTime(iso)}>
      <time dateTime={iso}>{formatTimeLeft(iso, now)}</time>
    </Tooltip>
  )
}

/** The exact time with the relative time, for places where the exact time matters. */
export function ExactTime({ iso }: { iso: string }) {
  const now = useNow(TICK_MS)
  return (
    <time dateTime={iso}>
      {formatExactTime(iso)} ({formatRelativeTime(iso, now)})
    </time>
  )
}

/** The time of day to the second; on another day, with its date. The tooltip has all of it, with the zone. */
export function ClockTime({ iso }: { iso: string }) {
  const now = useNow(TICK_MS)
  return (
    <Tooltip label={formatExactTime(iso)}>
      <time dateTime={iso}>{formatMoment(iso, now)}</time>
    </Tooltip>
  )
}

/** The time of day to the millisecond, with its zone. */
export function PreciseTime({ iso }: { iso: string }) {
  const now = useNow(TICK_MS)
  return <time dateTime={iso}>{formatPrecise(iso, now)}</time>
}
