import type { DayCountDto } from '#shared/insight.ts'
import { VisuallyHidden } from '@mantine/core'
import { formatUtcDay } from '../lib/format.ts'
import classes from './day-bars.module.css'

const WIDTH = 6
const GAP = 1
const HEIGHT = 20

interface DayBarsProps {
  days: DayCountDto[]
  size: 'row' | 'aside'
}

/** Tickets of each day as bars. The last day is today. A text says the days that have some. */
export function DayBars({ days, size }: DayBarsProps) {
  const most = Math.max(1, ...days.map(({ tickets }) => tickets))
  return (
    <>
      <svg
        className={classes.bars}
        data-size={size}
        viewBox={`0 0 ${days.length * WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        aria-hidden
      >
        {days.map(({ day, tickets }, place) => {
          const height = tickets === 0 ? 0 : Math.max(2, (tickets / most) * HEIGHT)
          return (
            <rect
              key={day}
              className={place === days.length - 1 && size === 'aside' ? classes.today : classes.bar}
              x={place * WIDTH}
              y={HEIGHT - height}
              width={WIDTH - GAP}
              height={height}
            />
          )
        })}
      </svg>
      <VisuallyHidden>{describeDays(days)}</VisuallyHidden>
    </>
  )
}

function describeDays(days: DayCountDto[]): string {
  const some = days.filter(({ tickets }) => tickets > 0)
  if (some.length === 0) return `None in ${days.length} days`
  const counts = some.map(({ day, tickets }) => `${formatUtcDay(day)}: ${tickets}`)
  return `${days.length} days. ${counts.join(', ')}`
}
