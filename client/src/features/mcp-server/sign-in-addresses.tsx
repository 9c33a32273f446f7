import type { McpServerDto } from '#shared/mcp-server.ts'
import { Group, Stack, Text, Title } from '@mantine/core'
import { CopyIcon } from '../../ui/copy-button.tsx'
import { Fact, Facts } from '../../ui/facts.tsx'
import classes from './server-keys.module.css'

/** The addresses that clients use to sign users in. Clients find them by themselves; they are shown for debugging. */
export function SignInAddresses({ server }: { server: McpServerDto }) {
  const { origin, resourceUrl } = server
  return (
    <Stack gap="sm">
      <Title order={3}>Sign-in</Title>
      <Text size="sm" c="dimmed">
        Clients learn these addresses from your server. Nobody has to enter them.
      </Text>
      <Facts>
        <Address name="Issuer" what="issuer" address={origin} />
        <Address
          name="Metadata"
          what="address of the metadata"
          address={`${origin}/.well-known/oauth-authorization-server`}
        />
        {resourceUrl && <Address name="Endpoint" what="address of the endpoint" address={resourceUrl} />}
      </Facts>
    </Stack>
  )
}

interface AddressProps {
  name: string
  /** Completes "Copy …". */
  what: string
  address: string
}

function Address({ name, what, address }: AddressProps) {
  return (
    <Fact name={name}>
      <Group gap={4} wrap="nowrap">
        <Text span size="sm" ff="monospace" className={classes.address}>
          {address}
        </Text>
        <CopyIcon what={what} text={address} />
      </Group>
    </Fact>
  )
}
