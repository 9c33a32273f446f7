import type { ReactNode } from 'react'
import classes from './dialog-buttons.module.css'

/** The foot of a dialog: what it offers, the one next action last. It stays in view when the dialog is long. */
export function DialogButtons({ children }: { children: ReactNode }) {
  return <div className={classes.buttons}>{children}</div>
}
