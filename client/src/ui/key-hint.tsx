import { Kbd } from '@mantine/core'
import { useSingleLetters } from '../lib/shortcuts.ts'
import classes from './key-hint.module.css'

/** The key that does what a control does, printed in the control. Not shown while letters do nothing, and on phones. */
export function KeyHint({ keys }: { keys: string }) {
  const { on } = useSingleLetters()
  const isLetter = keys.length === 1
  if (isLetter && !on) return null
  return (
    <Kbd size="xs" className={classes.key} aria-hidden>
      {keys}
    </Kbd>
  )
}
