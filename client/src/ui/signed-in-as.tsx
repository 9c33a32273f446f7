import { Anchor, Group, Text } from '@mantine/core'
import { IconUserCircle } from '@tabler/icons-react'
import classes from './consent.module.css'
import { UntrustedText } from './untrusted-text.tsx'

interface SignedInAsProps {
  person: { name: string; email: string }
  /** Signs the person out, so that somebody else can sign in. */
  onOther: () => void
}

/** Whose account a decision is about, and the way to another one. */
export function SignedInAs({ person, onOther }: SignedInAsProps) {
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start" className={classes.user}>
      <IconUserCircle size={20} stroke={1.6} className={classes.icon} aria-hidden />
      <div className={classes.text}>
        <Text size="sm">
          Signed in as{' '}
          <strong>
            <UntrustedText text={person.name} />
          </strong>
        </Text>
        <Text size="sm" c="dimmed">
          <UntrustedText text={person.email} />
        </Text>
        <Anchor component="button" type="button" size="sm" underline="always" onClick={onOther}>
          Not you? Use another account
        </Anchor>
      </div>
    </Group>
  )
}
