import type { ReactNode } from 'react'
import classes from './columns.module.css'

interface ColumnsProps {
  /** For a second column as wide as a tool entry. */
  wide?: boolean
  /** Below a heading of its own. */
  ruled?: boolean
  children: ReactNode
}

/** The main part of a page, and beside it what one needs less often. In a narrow window it comes below. */
export function Columns({ wide, ruled, children }: ColumnsProps) {
  return (
    <div className={classes.columns} data-wide={wide || undefined} data-ruled={ruled || undefined}>
      {children}
    </div>
  )
}
