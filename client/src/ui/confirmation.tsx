import { Button, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { CallButton } from './call-button.tsx'
import { CallError } from './call-error.tsx'
import { DialogButtons } from './dialog-buttons.tsx'

interface ConfirmationProps {
  /** What happens on confirming. */
  children: ReactNode
  /** Of the button that confirms. */
  label: string
  call: { isPending: boolean; error: unknown }
  onConfirm: () => void
  onCancel: () => void
}

/** The content of a dialog that asks before something that cannot be undone. The focus starts on "Cancel". */
export function Confirmation({ children, label, call, onConfirm, onCancel }: ConfirmationProps) {
  return (
    <Stack>
      <CallError error={call.error} />
      {children}
      <DialogButtons>
        <Button variant="default" onClick={onCancel} data-autofocus>
          Cancel
        </Button>
        <CallButton color="red" loading={call.isPending} onClick={onConfirm}>
          {label}
        </CallButton>
      </DialogButtons>
    </Stack>
  )
}
