import type { McpServerDto } from '#shared/mcp-server.ts'
import { Group, Text } from '@mantine/core'
import { CopyIcon } from '../../ui/copy-button.tsx'
import { Fact, Facts } from '../../ui/facts.tsx'
import { Panel } from '../../ui/panel.tsx'

/** Where users sign in: the addresses that clients use for it. They find them by themselves; they are shown for debugging. */
export function SignInFacts({ server }: { server: McpServerDto }) {
  const { origin, resourceUrl } = server
  return (
    <Panel
      title="How users are identified"
      about="Clients learn these addresses from your server. Nobody has to enter them."
    >
      <Facts>
        <Fact name="Sign-in">
          Users sign in on this server's own page before they can use your tools. Tickets show the user and
          the client.
        </Fact>
        <Address name="Issuer" what="issuer" address={origin} />
        <Address
          name="Metadata"
          what="address of the metadata"
          address={`${origin}/.well-known/oauth-authorization-server`}
        />
        {resourceUrl && <Address name="Endpoint" what="address of the endpoint" address={resourceUrl} />}
      </Facts>
    </Panel>
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
        <Text span inherit ff="monospace">
          {address}
        </Text>
        <CopyIcon what={what} text={address} />
      </Group>
    </Fact>
  )
}
