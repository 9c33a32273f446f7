import { Tooltip } from '@mantine/core'
import { useEffect, useState } from 'react'
import { formatExactTime, formatRelativeTime } from '../lib/format.ts'

const TICK_MS = 30_000

/** A time relative to now. The exact time is in the tooltip and in the `datetime` attribute. */
export function TimeAgo({ iso }: { iso: string }) {
  const now = useNow()
  return (
    <Tooltip label={formatExactTime(iso)}>
      <time dateTime={iso}>{formatRelativeTime(iso, now)}</time>
    </Tooltip>
  )
}

/** The exact time with the relative time, for places where the exact time matters. */
export function ExactTime({ iso }: { iso: string }) {
  const now = useNow()
  return (
    <time dateTime={iso}>
      {formatExactTime(iso)} ({formatRelativeTime(iso, now)})
    </time>
  )
}

function useNow(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS)
    return () => clearInterval(timer)
  }, [])
  return now
}
