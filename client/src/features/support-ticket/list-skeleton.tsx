import { Skeleton } from '@mantine/core'
import classes from './list-skeleton.module.css'

const ROWS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l']

/** Stands in the place of the tickets while they load, in the height of their rows. */
export function ListSkeleton() {
  return (
    <output aria-label="Loading tickets" className={classes.list}>
      {ROWS.map((row) => (
        <span key={row} className={classes.row}>
          <Skeleton height={12} width="6rem" radius={2} />
          <Skeleton height={12} radius={2} />
          <Skeleton height={12} width="10rem" radius={2} />
        </span>
      ))}
    </output>
  )
}
