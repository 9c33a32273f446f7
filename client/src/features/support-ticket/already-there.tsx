import { Button, Stack } from '@mantine/core'
import { DialogButtons } from '../../ui/dialog-buttons.tsx'
import { Conflict } from './conflict.tsx'

/** Somebody else did the same first. */
export function AlreadyThere({ changes, onDone }: { changes: string; onDone: () => void }) {
  return (
    <Stack>
      <Conflict title="This is already done">{changes} There is nothing left to change.</Conflict>
      <DialogButtons>
        {/* The button that had the focus is gone. Enter goes on with this one. */}
        <Button onClick={onDone} ref={focus}>
          Back to the ticket
        </Button>
      </DialogButtons>
    </Stack>
  )
}

function focus(button: HTMLButtonElement | null): void {
  button?.focus()
}
