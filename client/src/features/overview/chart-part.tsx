import { Title } from '@mantine/core'
import { type ReactNode, useId, useState } from 'react'
import classes from './chart-part.module.css'

interface ChartPartProps {
  title: string
  /** What else the chart can show. */
  choice?: ReactNode
  chart: ReactNode
  /** The same figures as text. */
  table: ReactNode
}

/** A chart with a switch to the table behind it. */
export function ChartPart({ title, choice, chart, table }: ChartPartProps) {
  const id = useId()
  const [isTable, setTable] = useState(false)
  return (
    <section aria-labelledby={id} className={classes.part}>
      <div className={classes.top}>
        <Title order={2} id={id}>
          {title}
        </Title>
        {choice}
        <button
          type="button"
          className={classes.switch}
          aria-pressed={isTable}
          aria-label={`${title} as a table`}
          onClick={() => setTable(!isTable)}
        >
          Table
        </button>
      </div>
      {isTable ? table : chart}
    </section>
  )
}
