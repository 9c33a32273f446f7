import { VisuallyHidden } from '@mantine/core'
import { formatSeen } from '../../lib/format.ts'
import classes from './ticket-table.module.css'

/** From so many tickets on, a failure stands out. */
const OFTEN = 5

/** How many tickets have the same failure: nothing when this is the only one. */
export function SeenCount({ tickets = 1 }: { tickets: number | undefined }) {
  if (tickets <= 1) return null
  return (
    <span className={tickets >= OFTEN ? classes.often : classes.seen}>
      <span aria-hidden>×</span>
      {formatSeen(tickets)}
      <VisuallyHidden component="span"> tickets with this failure</VisuallyHidden>
    </span>
  )
}
