import { isLoopbackHost } from '#sdk/wire/loopback.ts'
import { Button, NativeSelect, Stack, Text } from '@mantine/core'
import { useStored, writeStored } from '../../lib/stored-value.ts'
import { CapturedRegion, CapturedText } from '../../ui/captured-region.tsx'
import { LinkAnchor } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Panel } from '../../ui/panel.tsx'
import { type AgentClient, agentClients } from './agent-clients.ts'

const STORED = 'agent-client'

/** The address of the desk's MCP server, and how to connect the client that a person chooses. */
export function ConnectPanel() {
  const address = `${location.origin}/mcp`
  const stored = useStored(STORED)
  const clients = agentClients(address)
  const client = clients.find(({ id }) => id === stored) ?? clients[0]!
  return (
    <Panel
      title="Connect an agent"
      about="A client finds the sign-in by itself. You then choose the organization and what it may do."
    >
      <CapturedRegion label="Address" copyText={address}>
        <CapturedText>{address}</CapturedText>
      </CapturedRegion>
      <NativeSelect
        label="Client"
        data={clients.map(({ id, label }) => ({ value: id, label }))}
        value={client.id}
        onChange={({ currentTarget }) => writeStored(STORED, currentTarget.value)}
      />
      <Instructions client={client} />
    </Panel>
  )
}

function Instructions({ client }: { client: AgentClient }) {
  const { id, label, link, snippets, steps, isHosted } = client
  return (
    <Stack gap="sm" aria-live="polite">
      {isHosted && <Reach label={label} />}
      {id === 'script' && (
        <Text size="sm">
          Create an access token on your{' '}
          <LinkAnchor to="/profile" inherit underline="always">
            profile page
          </LinkAnchor>
          . It belongs to one organization.
        </Text>
      )}
      {link && (
        <div>
          <Button component="a" href={link.href} variant="default">
            {link.label}
          </Button>
        </div>
      )}
      {snippets.map(({ title, code }) => (
        <CapturedRegion key={title} label={title} copyText={code}>
          <CapturedText>{code}</CapturedText>
        </CapturedRegion>
      ))}
      <Text size="sm">{steps}</Text>
    </Stack>
  )
}

/** Whether a client in the cloud can reach this desk. */
function Reach({ label }: { label: string }) {
  if (!isLoopbackHost(location.hostname)) {
    return (
      <Text size="sm" c="var(--desk-soft)">
        It calls from the internet, so it must reach this address from there.
      </Text>
    )
  }
  return (
    <Notice title="It cannot reach this address">
      {label} calls from the internet and reaches public addresses only. This address is on your own computer.
    </Notice>
  )
}
