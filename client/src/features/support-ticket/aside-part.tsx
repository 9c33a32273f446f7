import { Title } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import classes from './ticket-view.module.css'

/** A part of what stands beside a ticket. */
export function AsidePart({ title, children }: { title: ReactNode; children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className={classes.part}>
      <Title order={2} id={id} className={classes.partTitle}>
        {title}
      </Title>
      {children}
    </section>
  )
}
