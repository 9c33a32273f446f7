import { Alert, Group, Stack } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { CapturedText } from './captured-region.tsx'
import { CopyButton } from './copy-button.tsx'
import classes from './shown-once.module.css'

interface ShownOnceProps {
  /** Completes "Copy this …". */
  what: string
  secret: string
}

/** A secret that was just created. Only its hash is stored, so it is shown here and never again. */
export function ShownOnce({ what, secret }: ShownOnceProps) {
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
          <CopyButton what={what} text={secret} />
        </Group>
      </Stack>
    </Alert>
  )
}
