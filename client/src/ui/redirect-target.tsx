import type { RedirectDto } from '#shared/sign-in.ts'
import { Group, Stack, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { UntrustedText } from './untrusted-text.tsx'
import classes from './consent.module.css'

interface RedirectTargetProps {
  redirect: RedirectDto
  clientName: ReactNode
}

/** Where the browser sends the access. A dishonest client can choose its name, but not this address. */
export function RedirectTarget({ redirect, clientName }: RedirectTargetProps) {
  const { kind, target } = redirect
  return (
    <Stack gap="xs" className={classes.redirect}>
      <div>
        <Text size="sm" c="dimmed">
          You will be sent to
        </Text>
        <Text className={classes.target}>
          <UntrustedText text={kind === 'app' ? `${target}://` : target} />
        </Text>
      </div>
      {kind !== 'web' && (
        <Group gap="xs" wrap="nowrap" align="flex-start" className={classes.warning}>
          <IconAlertTriangle size={18} stroke={1.8} className={classes.icon} aria-hidden />
          <Text size="sm" className={classes.text}>
            {kind === 'app'
              ? 'This sends you to an app on your own device. '
              : 'This sends you to a program on your own computer. '}
            Continue only if you just started this from <strong>{clientName}</strong> yourself.
          </Text>
        </Group>
      )}
    </Stack>
  )
}
