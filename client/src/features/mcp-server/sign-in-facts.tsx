import type { McpServerDto } from '#shared/mcp-server.ts'
import { Group, Text } from '@mantine/core'
import { CopyIcon } from '../../ui/copy-button.tsx'
import { Fact, Facts } from '../../ui/facts.tsx'
import { Panel } from '../../ui/panel.tsx'
import classes from '../../ui/item-list.module.css'

/**
 * How users are identified and, where they sign in, the addresses that clients use for it. Clients find the addresses by
 * themselves; they are shown for debugging.
 */
export function SignInFacts({ server }: { server: McpServerDto }) {
  const { origin, authMode, resourceUrl } = server
  if (authMode === 'email') {
    return (
      <Panel title="How users are identified">
        <Facts>
          <Fact name="E-mail">
            Nobody signs in. A user who reports a problem can give an e-mail address. Nobody verifies it.
          </Fact>
        </Facts>
      </Panel>
    )
  }
  return (
    <Panel title="How users are identified">
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
      <Text size="sm" c="dimmed">
        Clients learn these addresses from your server. Nobody has to enter them.
      </Text>
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
        <Text span size="sm" ff="monospace" className={classes.text}>
          {address}
        </Text>
        <CopyIcon what={what} text={address} />
      </Group>
    </Fact>
  )
}
