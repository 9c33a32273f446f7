import { Loader, Portal, Skeleton } from '@mantine/core'
import { useIsLate } from '../lib/use-is-late.ts'
import classes from './coming.module.css'

const TEXT = 'Loading …'

/** Says that what was opened is on its way, where that takes longer than a moment. It stands over the page, and moves nothing. */
export function Coming() {
  if (!useIsLate(TEXT)) return null
  return (
    <Portal>
      {/* Screen readers have it from the live region. */}
      <div className={classes.coming} aria-hidden>
        <Loader size="xs" />
        {TEXT}
      </div>
    </Portal>
  )
}

/** Keeps the place of a part that is on its way. */
export function ComingPart({ height }: { height: number }) {
  useIsLate(TEXT)
  return <Skeleton height={height} />
}
