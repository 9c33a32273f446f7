import { VisuallyHidden } from '@mantine/core'
import classes from './stage-glyph.module.css'

export type StageState = 'done' | 'running' | 'to come'

const NAMES: Readonly<Record<StageState, string>> = {
  done: 'Done: ',
  running: 'In progress: ',
  'to come': 'To come: ',
}

/** The shape of a stage, 20 pixels: a filled check, an arc that turns, a ring. */
export function StageGlyph({ state }: { state: StageState }) {
  return (
    <>
      <VisuallyHidden component="span">{NAMES[state]}</VisuallyHidden>
      <svg width="20" height="20" viewBox="0 0 20 20" fill="none" aria-hidden className={classes.glyph}>
        {state === 'done' && (
          <>
            <circle cx="10" cy="10" r="9" fill="var(--desk-works)" />
            <path d="m6 10.3 2.7 2.7L14 7.6" stroke="var(--mantine-color-body)" strokeWidth="1.8" />
          </>
        )}
        {state === 'running' && (
          <path
            d="M10 2a8 8 0 1 1-8 8"
            stroke="var(--desk-in-hand)"
            strokeWidth="2"
            className={classes.turning}
          />
        )}
        {state === 'to come' && (
          <circle cx="10" cy="10" r="8" stroke="var(--desk-control-border)" strokeWidth="1.5" />
        )}
      </svg>
    </>
  )
}
