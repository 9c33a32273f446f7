import type { TicketContext } from '#sdk/wire/ticket-context.ts'
import { Anchor, Group, Text, VisuallyHidden } from '@mantine/core'
import { CopyIcon } from '../../ui/copy-button.tsx'
import { Fact, Facts } from '../../ui/facts.tsx'
import { Panel } from '../../ui/panel.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'

interface EnvironmentProps {
  context: TicketContext
  /** Where the trace of the call is shown. */
  traceUrl: string | undefined
}

/** Where the call happened: the client, the server, the SDK and the transport. */
export function Environment({ context, traceUrl }: EnvironmentProps) {
  const { client, server, sdk, transport, incident } = context
  return (
    <Panel title="Environment">
      <Facts>
        <Fact name="Client">{named(client)}</Fact>
        <Fact name="Protocol">{text(client?.protocolVersion)}</Fact>
        <Fact name="Capabilities">{text(client?.capabilities?.join(', '))}</Fact>
        <Fact name="Server">{named(server)}</Fact>
        <Fact name="Transport">{text(transport)}</Fact>
        <Fact name="SDK">{named(sdk)}</Fact>
        <Fact name="MCP SDK">{text(sdk?.mcp)}</Fact>
        <Fact name="Runtime">{text(sdk?.runtime)}</Fact>
        <Fact name="Language">{text(sdk?.language)}</Fact>
        <Fact name="Trace id">{identifier('trace id', incident?.traceId)}</Fact>
        <Fact name="Trace">{traceUrl && <TraceLink url={traceUrl} />}</Fact>
        <Fact name="Request id">{identifier('request id', incident?.requestId)}</Fact>
        <Fact name="Incident id">{identifier('incident id', incident?.id)}</Fact>
      </Facts>
    </Panel>
  )
}

/** The host is shown, so that nobody opens an address without knowing where it leads. */
function TraceLink({ url }: { url: string }) {
  return (
    <Anchor href={url} target="_blank" rel="noopener noreferrer" size="sm" underline="always">
      Open in {new URL(url).host}
      <VisuallyHidden component="span"> (opens a new tab)</VisuallyHidden>
    </Anchor>
  )
}

function text(value: string | undefined) {
  return value ? <UntrustedText text={value} /> : undefined
}

function named(software: { name?: string; version?: string } | undefined) {
  return text([software?.name, software?.version].filter(Boolean).join(' '))
}

function identifier(what: string, value: string | undefined) {
  if (!value) return undefined
  return (
    <Group gap={4} wrap="nowrap" align="flex-start">
      <Text span ff="monospace" size="xs" lh="26px">
        <UntrustedText text={value} />
      </Text>
      <CopyIcon what={what} text={value} />
    </Group>
  )
}
