import { Tooltip } from '@mantine/core'
import { formatAge, formatExactTime } from '../../lib/format.ts'
import { useNow } from '../../lib/use-now.ts'

/** How long ago something was, such as "41 s" or "4 min". It counts while somebody looks. */
export function Elapsed({ since }: { since: string }) {
  const now = useNow(1_000)
  const seconds = Math.max(0, Math.floor((now - Date.parse(since)) / 1_000))
  return (
    <Tooltip label={formatExactTime(since)}>
      <time dateTime={since}>{seconds < 60 ? `${seconds} s` : formatAge(since, now)}</time>
    </Tooltip>
  )
}
