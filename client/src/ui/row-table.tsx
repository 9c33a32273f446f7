import { VisuallyHidden } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './rows.module.css'

interface Column {
  name: string
  /** In pixels. A column without a width takes what the others leave. */
  width?: number
  /** For a column whose cells explain themselves. */
  hideName?: boolean
  /** For numbers, and what one can do. The cells take `classes.end` of `rows.module.css`. */
  atEnd?: boolean
  className?: string | undefined
}

interface RowTableProps {
  label: string
  columns: Column[]
  /** Rows of `tr`, with `classes.row`. */
  children: ReactNode
}

/** A list as a table, with a head of 32 pixels on hairlines. Where the window is too narrow for it, pages show items instead. */
export function RowTable({ label, columns, children }: RowTableProps) {
  return (
    <table
      className={classes.table}
      data-fixed={columns.some(({ width }) => width) || undefined}
      aria-label={label}
    >
      <thead>
        <tr>
          {columns.map(({ name, width, hideName, atEnd, className }) => (
            <th
              key={name}
              scope="col"
              style={{ width }}
              className={[classes.head, atEnd && classes.end, className].filter(Boolean).join(' ')}
            >
              {hideName ? <VisuallyHidden>{name}</VisuallyHidden> : name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  )
}
