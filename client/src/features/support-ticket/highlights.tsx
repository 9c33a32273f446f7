import type { Incident, TicketContext } from '#sdk/wire/ticket-context.ts'
import { Anchor, VisuallyHidden } from '@mantine/core'
import type { ReactNode } from 'react'
import { UntrustedText } from '../../ui/untrusted-text.tsx'
import { identifier, named, text } from './captured-value.tsx'
import classes from './failing-call.module.css'

interface HighlightsProps {
  context: TicketContext
  incident: Incident
  /** Where the trace of the call is shown. */
  traceUrl: string | undefined
}

/** Where the call happened, and what the server itself said of its failure. */
export function Highlights({ context, incident, traceUrl }: HighlightsProps) {
  const { client, server, sdk, transport } = context
  const { failure, requestId, traceId } = incident
  return (
    <dl className={classes.highlights}>
      <Highlight name="Client">{named(client)}</Highlight>
      <Highlight name="MCP server">{named(server)}</Highlight>
      <Highlight name="SDK">{named(sdk)}</Highlight>
      <Highlight name="Protocol">{text(client?.protocolVersion)}</Highlight>
      <Highlight name="Transport">{text(transport)}</Highlight>
      <Highlight name="Runtime">{text(sdk?.runtime)}</Highlight>
      <Highlight name="Request">{text(requestId)}</Highlight>
      <Highlight name="Trace">
        {identifier(
          'trace id',
          traceId,
          traceUrl && traceId ? <TraceLink url={traceUrl} traceId={traceId} /> : undefined,
        )}
      </Highlight>
      <Highlight name="Class">{text(failure?.class)}</Highlight>
      <Highlight name="Code">{text(failure?.code)}</Highlight>
      <Highlight name="Retryable">
        {failure?.retryable === undefined ? undefined : failure.retryable ? 'Yes' : 'No'}
      </Highlight>
      <Highlight name="Correlation id">{identifier('correlation id', failure?.correlationId)}</Highlight>
    </dl>
  )
}

function Highlight({ name, children }: { name: string; children: ReactNode }) {
  if (children === undefined || children === '') return null
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** The host is shown, so that nobody opens an address without knowing where it leads. */
function TraceLink({ url, traceId }: { url: string; traceId: string }) {
  return (
    <Anchor href={url} target="_blank" rel="noopener noreferrer" inherit underline="always">
      <UntrustedText text={traceId.slice(0, 8)} />… in {new URL(url).host}
      <VisuallyHidden component="span"> (opens a new tab)</VisuallyHidden>
    </Anchor>
  )
}
