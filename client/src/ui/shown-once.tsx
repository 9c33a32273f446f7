import { Group, Stack, Text } from '@mantine/core'
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
    <Stack gap="xs" role="alert">
      <Text size="sm" fw={600}>
        Copy this {what} now: it is shown once
      </Text>
      <div className={classes.secret} data-testid={what.toLowerCase()}>
        <CapturedText>{secret}</CapturedText>
      </div>
      <Group>
        <CopyButton what={what} text={secret} key={secret} ref={focus} />
      </Group>
    </Stack>
  )
}

function focus(button: HTMLButtonElement | null): void {
  button?.focus({ preventScroll: true })
}
