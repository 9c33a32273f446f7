import { Alert, Group, Stack } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { CapturedText } from './captured-region.tsx'
import { CopyButton } from './copy-button.tsx'
import { useHeldOpen } from './secret-dialog.tsx'
import classes from './shown-once.module.css'

interface ShownOnceProps {
  /** Completes "Copy this …". */
  what: string
  secret: string
}

/** A secret that was just created. Only its hash is stored, so it is shown here and never again. Copying it is next. */
export function ShownOnce({ what, secret }: ShownOnceProps) {
  useHeldOpen()
  return (
    <Alert
      color="indigo"
      variant="light"
      icon={<IconKey />}
      title={`Copy this ${what} now: it is shown once`}
    >
      <Stack gap="xs">
        <div className={classes.secret} data-testid={what.toLowerCase()}>
          <CapturedText>{secret}</CapturedText>
        </div>
        <Group>
          <CopyButton what={what} text={secret} key={secret} ref={focus} />
        </Group>
      </Stack>
    </Alert>
  )
}

function focus(button: HTMLButtonElement | null): void {
  button?.focus({ preventScroll: true })
}
