import type { OverviewDto } from '#shared/insight.ts'
import { formatMinutes } from '../../lib/format.ts'
import classes from './figures.module.css'

/** The four figures of the overview, each with what it is compared with. */
export function Figures({ overview }: { overview: OverviewDto }) {
  const { unresolved, unresolvedOld, opened, openedBefore, closed, fixed } = overview
  const { days, medianMinutes, p90Minutes } = overview
  return (
    <dl className={classes.figures}>
      <Figure
        name="Unresolved now"
        value={format(unresolved)}
        note={`${format(unresolvedOld)} older than a week`}
      />
      <Figure
        name="Opened"
        value={format(opened)}
        note={`${format(openedBefore)} in the ${days.length} days before`}
      />
      <Figure
        name="Closed"
        value={format(closed)}
        note={`${format(fixed)} fixed, ${format(closed - fixed)} otherwise`}
      />
      <Figure
        name="Median time to close"
        value={medianMinutes === undefined ? '–' : formatMinutes(medianMinutes)}
        note={p90Minutes === undefined ? 'Nothing was closed' : `p90 ${formatMinutes(p90Minutes)}`}
      />
    </dl>
  )
}

function Figure({ name, value, note }: { name: string; value: string; note: string }) {
  return (
    <div className={classes.figure}>
      <dt className={classes.name}>{name}</dt>
      <dd className={classes.value}>{value}</dd>
      <dd className={classes.note}>{note}</dd>
    </div>
  )
}

function format(count: number): string {
  return count.toLocaleString('en')
}
