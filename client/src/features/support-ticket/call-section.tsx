import { Title } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import { CopyIcon } from '../../ui/copy-button.tsx'
import classes from './failing-call.module.css'

interface CallSectionProps {
  title: string
  /** What else there is to say, beside the title. */
  note: string
  /** What the copy button puts on the clipboard. */
  copyText: string
  children: ReactNode
}

/** A part of the failing call. A large one scrolls by itself, so it has a name, and the keyboard reaches it (WCAG 2.1.1). */
export function CallSection({ title, note, copyText, children }: CallSectionProps) {
  const id = useId()
  return (
    <div className={classes.section}>
      <div className={classes.sectionHead}>
        <Title order={3} id={id}>
          {title}
        </Title>
        <span className={classes.note}>{note}</span>
        <CopyIcon what={title.toLowerCase()} text={copyText} />
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls */}
      <section className={classes.captured} aria-labelledby={id} tabIndex={0}>
        {children}
      </section>
    </div>
  )
}
