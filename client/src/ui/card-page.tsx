import type { ReactNode } from 'react'
import classes from './card-page.module.css'

interface CardPageProps {
  /** Who the page belongs to, such as the name of the product. */
  above: ReactNode
  below?: ReactNode
  children: ReactNode
}

/** The frame of pages that ask for one thing, such as to sign in or to agree: one column of text on hairlines. */
export function CardPage({ above, below, children }: CardPageProps) {
  return (
    <main id="main" className={classes.page}>
      <div className={classes.above}>{above}</div>
      {children}
      {below && <div className={classes.below}>{below}</div>}
    </main>
  )
}
