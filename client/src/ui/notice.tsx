import type { ReactNode } from 'react'
import { FailedGlyph } from './failed-glyph.tsx'
import classes from './notice.module.css'

interface NoticeProps {
  title?: ReactNode
  /** Whether it is about a failure. */
  failed?: boolean
  /** For what a screen reader says at once. */
  role?: 'alert'
  children: ReactNode
}

/** Something that a person should know before they go on. */
export function Notice({ title, failed, role, children }: NoticeProps) {
  return (
    <div className={classes.notice} data-failed={failed || undefined} role={role}>
      {failed && <FailedGlyph />}
      <div className={classes.text}>
        {title && <div className={classes.title}>{title}</div>}
        {children}
      </div>
    </div>
  )
}
