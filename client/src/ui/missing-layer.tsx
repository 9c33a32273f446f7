import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { useId, useLayoutEffect, useRef } from 'react'
import classes from './missing-layer.module.css'
import { explainMissing, type MissingProps, RetryButtons } from './missing-part.tsx'

export interface LayerProps {
  opened: boolean
  /** Absent for what a person cannot close. */
  onClose?: () => void
}

/**
 * Says over the page that the code of a dialog did not arrive. It is the dialog of the browser, because the code of ours may
 * be what is missing: the browser keeps the focus in it, and gives it back.
 */
export function MissingLayer({ onClose, ...missing }: LayerProps & MissingProps) {
  const id = useId()
  const ref = useRef<HTMLDialogElement>(null)
  // Not after the element is gone: the browser gives the focus back only when a dialog is closed.
  useLayoutEffect(() => {
    const dialog = ref.current!
    dialog.showModal()
    dialog.querySelector<HTMLElement>('[data-autofocus]')?.focus()
    return () => dialog.close()
  }, [])
  return (
    <dialog
      ref={ref}
      role="alertdialog"
      className={classes.layer}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      closedby={onClose ? 'closerequest' : 'none'}
      onCancel={(event) => {
        event.preventDefault()
        onClose?.()
      }}
    >
      <Stack>
        <Title order={2} id={`${id}-title`}>
          This could not be opened
        </Title>
        <Text size="sm" id={`${id}-text`} aria-live="polite">
          {explainMissing(missing)}
        </Text>
        <Group justify="flex-end" gap="xs">
          {onClose && (
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
          )}
          <RetryButtons {...missing} />
        </Group>
      </Stack>
    </dialog>
  )
}
