import { ChartPart } from './chart-part.tsx'
import tableClasses from './chart-part.module.css'
import classes from './time-to-close.module.css'

const GROUPS = ['under 1 h', '1–4 h', '4–24 h', '1–3 d', '3–7 d', 'over 7 d']

/** How many of the closed tickets took how long. @param counts of each group */
export function TimeToClose({ counts }: { counts: number[] }) {
  return (
    <ChartPart
      title="Time to close"
      chart={<CloseChart counts={counts} />}
      table={<CloseTable counts={counts} />}
    />
  )
}

function CloseChart({ counts }: { counts: number[] }) {
  const most = Math.max(1, ...counts)
  return (
    <ul className={classes.groups}>
      {GROUPS.map((name, group) => (
        <li key={name} className={classes.group}>
          <span>{name}</span>
          <svg className={classes.track} viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden>
            <rect className={classes.bar} width={((counts[group] ?? 0) / most) * 100} height={8} />
          </svg>
          <span className={classes.count}>{counts[group]}</span>
        </li>
      ))}
    </ul>
  )
}

function CloseTable({ counts }: { counts: number[] }) {
  const all = Math.max(
    1,
    counts.reduce((sum, count) => sum + count, 0),
  )
  return (
    <table className={tableClasses.table}>
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">Tickets</th>
          <th scope="col">Share</th>
        </tr>
      </thead>
      <tbody>
        {GROUPS.map((name, group) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{counts[group]}</td>
            <td>{Math.round(((counts[group] ?? 0) / all) * 100)} %</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
