import type { ReactNode } from 'react'
import classes from './rows.module.css'

interface ItemListProps {
  label: string
  /** Each an `Item`. */
  children: ReactNode
}

/** A list on hairlines, of the same rows on a desk and on a phone. */
export function ItemList({ label, children }: ItemListProps) {
  return (
    <ul className={classes.list} aria-label={label}>
      {children}
    </ul>
  )
}

interface ItemProps {
  name: ReactNode
  /** What one can do with it. */
  end?: ReactNode
  /** Whether a click anywhere in it opens something. */
  opens?: boolean
  /** The lines below the name. */
  children?: ReactNode
}

/** One of a list: its name over what is dimmed, and what one can do with it at the end. */
export function Item({ name, end, opens, children }: ItemProps) {
  return (
    <li className={opens ? `${classes.item} ${classes.opens}` : classes.item}>
      <div className={classes.text}>
        <div className={classes.name}>{name}</div>
        {children}
      </div>
      {end}
    </li>
  )
}

/** A line of an item, below its name. */
export function Line({ children }: { children: ReactNode }) {
  return <div className={classes.meta}>{children}</div>
}

interface MarkProps {
  /** Works now. No other mark has a colour. */
  works?: boolean
  children: ReactNode
}

/** A state, as a word beside what it is about. */
export function Mark({ works, children }: MarkProps) {
  return (
    <span className={classes.mark} data-works={works || undefined}>
      {children}
    </span>
  )
}
