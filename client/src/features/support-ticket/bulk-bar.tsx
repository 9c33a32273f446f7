import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useShortcuts } from '../../lib/shortcuts.ts'
import { KeyHint } from '../../ui/key-hint.tsx'
import classes from './bulk-bar.module.css'
import type { Selection } from './selection.ts'
import { CLOSE, keyOf, REOPEN, START, type Step } from './steps.ts'

const STEPS: readonly Step[] = [CLOSE, START, REOPEN]

interface BulkBarProps {
  selection: Selection
  /** The box that selects the page, which stands in the head otherwise. */
  selectPage: ReactNode
  /** Whether more tickets match than this page shows. */
  hasMore: boolean
  /** Asks before the step is taken. The dialog is none of the bar, which goes with the last row. */
  ask: (step: Step) => void
}

/** What can be done with the selected tickets. It stands in place of the head of the list, and moves nothing. */
export function BulkBar({ selection, selectPage, hasMore, ask }: BulkBarProps) {
  useShortcuts({
    ...Object.fromEntries(STEPS.map((each) => [keyOf(each), () => ask(each)])),
    escape: selection.clear,
  })
  const count = selection.references.size
  const text = selection.isAll ? `All that match${count > 0 ? ` but ${count}` : ''}` : `${count} selected`
  return (
    <section className={classes.bar} aria-label="Selected tickets">
      {selectPage}
      <output className={classes.count}>{text}</output>
      {STEPS.map((each) => (
        <Button
          key={each.letter}
          variant="subtle"
          color="dark"
          size="compact-sm"
          className={classes.action ?? ''}
          aria-keyshortcuts={each.letter}
          onClick={() => ask(each)}
        >
          {each.label} <KeyHint keys={each.letter} />
        </Button>
      ))}
      {hasMore && !selection.isAll && (
        <Button variant="transparent" size="compact-sm" td="underline" onClick={selection.selectAll}>
          Select all that match
        </Button>
      )}
      <Button
        variant="subtle"
        color="dark"
        size="compact-sm"
        className={`${classes.action} ${classes.clear}`}
        onClick={selection.clear}
      >
        Clear <KeyHint keys="Esc" />
      </Button>
    </section>
  )
}
