import type { OverviewDto, SeriesDto } from '#shared/insight.ts'
import { VisuallyHidden } from '@mantine/core'
import { formatUtcDay } from '../../lib/format.ts'
import { Tabs } from './tabs.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'
import { axisOf } from './axis-of.ts'
import { ChartPart } from './chart-part.tsx'
import tableClasses from './chart-part.module.css'
import type { OverviewSearch } from './overview-search.ts'
import classes from './tickets-a-day.module.css'

const COLUMN = 22
const BAR = 16
const HEIGHT = 135
/** Days between two dates below the chart. */
const LABELS = 4
const OTHERS = 2

interface TicketsADayProps {
  org: string
  search: OverviewSearch
  overview: OverviewDto
}

/** How many tickets were opened on each day, by category or by tool. */
export function TicketsADay({ org, search, overview }: TicketsADayProps) {
  const chart = { days: overview.days, series: search.by === 'tool' ? overview.byTool : overview.byCategory }
  const tabs = [
    { name: 'By category', search: { ...search, by: undefined }, isCurrent: search.by === undefined },
    { name: 'By tool', search: { ...search, by: 'tool' as const }, isCurrent: search.by === 'tool' },
  ]
  return (
    <ChartPart
      title="Tickets a day"
      choice={<Tabs label="What the days are split by" org={org} tabs={tabs} />}
      chart={<DayChart {...chart} />}
      table={<DayTable {...chart} />}
    />
  )
}

interface DaysProps {
  days: string[]
  series: SeriesDto[]
}

function DayChart({ days, series }: DaysProps) {
  const all = totals(days, series)
  const most = Math.max(...all)
  const axis = axisOf(most)
  const top = axis.at(-1)!
  const scale = HEIGHT / top
  const width = days.length * COLUMN
  return (
    <div className={classes.chart}>
      <VisuallyHidden>{`${sum(all)} tickets in ${days.length} days, at most ${most} a day`}</VisuallyHidden>
      <div className={classes.axis} aria-hidden>
        {axis.toReversed().map((value) => (
          <span key={value}>{value}</span>
        ))}
      </div>
      <svg className={classes.plot} viewBox={`0 0 ${width} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden>
        {axis.map((value) => (
          <line
            key={value}
            className={value === 0 ? classes.base : classes.line}
            x1={0}
            x2={width}
            y1={HEIGHT - value * scale}
            y2={HEIGHT - value * scale}
          />
        ))}
        {days.map((day, place) => (
          <g key={day}>
            <title>{`${formatUtcDay(day)}: ${all[place]}`}</title>
            {series.map(({ name, days: counts }, level) => {
              const count = counts[place] ?? 0
              const below = sum(series.slice(0, level + 1).map((each) => each.days[place] ?? 0))
              return (
                <rect
                  key={name ?? ''}
                  className={classes.bar}
                  data-series={levelOf(name, level)}
                  x={place * COLUMN + (COLUMN - BAR) / 2}
                  y={HEIGHT - below * scale}
                  width={BAR}
                  height={count * scale}
                  visibility={count === 0 ? 'hidden' : undefined}
                />
              )
            })}
          </g>
        ))}
      </svg>
      <div className={classes.dates} aria-hidden>
        {Array.from({ length: LABELS + 1 }, (_, place) => {
          const day = days[Math.round((place * (days.length - 1)) / LABELS)]!
          return <span key={day}>{formatUtcDay(day)}</span>
        })}
      </div>
      <ul className={classes.legend}>
        {series.map(({ name, tickets }, level) => (
          <li key={name ?? ''} className={classes.entry}>
            <span className={classes.mark} data-series={levelOf(name, level)} aria-hidden />
            <SeriesName name={name} />
            <span className={classes.count}>{tickets}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function DayTable({ days, series }: DaysProps) {
  const all = totals(days, series)
  return (
    <table className={tableClasses.table}>
      <thead>
        <tr>
          <th scope="col">Day (UTC)</th>
          {series.map(({ name }) => (
            <th key={name ?? ''} scope="col">
              <SeriesName name={name} />
            </th>
          ))}
          <th scope="col">All</th>
        </tr>
      </thead>
      <tbody>
        {days
          .map((day, place) => ({ day, place }))
          .toReversed()
          .map(({ day, place }) => (
            <tr key={day}>
              <th scope="row">{formatUtcDay(day)}</th>
              {series.map(({ name, days: counts }) => (
                <td key={name ?? ''}>{counts[place]}</td>
              ))}
              <td>{all[place]}</td>
            </tr>
          ))}
      </tbody>
    </table>
  )
}

function SeriesName({ name }: { name: string | undefined }) {
  return name === undefined ? 'All others' : <UntrustedText text={name} />
}

/** The look of a series. All others have one of their own. */
function levelOf(name: string | undefined, level: number): number {
  return name === undefined ? OTHERS : level
}

function totals(days: string[], series: SeriesDto[]): number[] {
  return days.map((_, place) => sum(series.map((each) => each.days[place] ?? 0)))
}

function sum(counts: number[]): number {
  return counts.reduce((all, count) => all + count, 0)
}
