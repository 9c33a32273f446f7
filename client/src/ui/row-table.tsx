import { Table } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './rows.module.css'

interface Column {
  name: string
  /** In pixels. A column without a width takes what the others leave. */
  width?: number
  /** For a column whose cells explain themselves. */
  hideName?: boolean
}

interface RowTableProps {
  label: string
  columns: Column[]
  /** Whether a click anywhere in a row opens something. */
  opensRows?: boolean
  /** Rows of `Table.Tr`. */
  children: ReactNode
}

/** A list as a table with a frame. Where the window is too narrow for it, pages show cards instead. */
export function RowTable({ label, columns, opensRows, children }: RowTableProps) {
  return (
    <div className={classes.frame}>
      <Table
        highlightOnHover={opensRows}
        verticalSpacing={10}
        horizontalSpacing="md"
        layout="fixed"
        aria-label={label}
      >
        <Table.Thead className={classes.head}>
          <Table.Tr>
            {columns.map(({ name, width, hideName }) => (
              <Table.Th key={name} w={width} aria-label={hideName ? name : undefined}>
                {!hideName && name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </div>
  )
}
