import { Button, Group } from '@mantine/core'

interface ConfirmActionsProps {
  label: string
  isPending: boolean
  onConfirm: () => void
  onCancel: () => void
}

/** What ends a question about something that cannot be taken back. The focus is on the way out. */
export function ConfirmActions({ label, isPending, onConfirm, onCancel }: ConfirmActionsProps) {
  return (
    <Group justify="flex-end">
      <Button variant="default" onClick={onCancel} data-autofocus>
        Cancel
      </Button>
      <Button color="red" loading={isPending} onClick={onConfirm}>
        {label}
      </Button>
    </Group>
  )
}
