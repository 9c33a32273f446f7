import type { ClientDto } from '#shared/sign-in.ts'
import { Group, Text } from '@mantine/core'
import { IconShieldCheck, IconUserQuestion } from '@tabler/icons-react'
import classes from './consent.module.css'
import { UntrustedText } from './untrusted-text.tsx'

/** Says whether the identity of a client is verified. */
export function ClientIdentity({ client }: { client: ClientDto }) {
  const name = <UntrustedText text={client.name} />
  const Icon = client.domain ? IconShieldCheck : IconUserQuestion
  return (
    <Group
      gap="xs"
      wrap="nowrap"
      align="flex-start"
      className={client.domain ? classes.known : classes.unverified}
    >
      <Icon size={18} stroke={1.8} className={classes.icon} aria-hidden />
      <Text size="sm" className={classes.text}>
        {client.domain ? (
          <>
            Identified by its domain, <strong>{client.domain}</strong>. It calls itself “{name}”.
          </>
        ) : (
          <>
            <strong>Unverified name.</strong> Anybody can call themselves “{name}”.
          </>
        )}
      </Text>
    </Group>
  )
}
