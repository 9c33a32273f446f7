import { Tooltip } from '@mantine/core'
import { useEffect, useState } from 'react'
import { formatExactTime, formatRelativeTime } from '../lib/format.ts'

const TICK_MS = 30_000

/** A moment as people say it; the exact time is in the tooltip and in the element for machines. */
export function TimeAgo({ iso }: { iso: string }) {
  const now = useNow()
  return (
    <Tooltip label={formatExactTime(iso)}>
      <time dateTime={iso}>{formatRelativeTime(iso, now)}</time>
    </Tooltip>
  )
}

/** Both forms, for places where the exact time is part of the story. */
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
