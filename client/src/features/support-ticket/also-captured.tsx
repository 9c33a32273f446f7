import type { TicketContext } from '#sdk/wire/ticket-context.ts'
import { Fact, Facts } from '../../ui/facts.tsx'
import { AsidePart } from './aside-part.tsx'
import { identifier, named, text } from './captured-value.tsx'

/** What else the SDK noted. Without a failing call, that is all there is about where the ticket came from. */
export function AlsoCaptured({ context }: { context: TicketContext }) {
  const { client, server, sdk, transport, incident } = context
  const isAll = incident === undefined
  return (
    <AsidePart title={isAll ? 'Captured' : 'Also captured'}>
      <Facts>
        <Fact name="Client">{isAll ? named(client) : undefined}</Fact>
        <Fact name="MCP server">{isAll ? named(server) : undefined}</Fact>
        <Fact name="SDK">{isAll ? named(sdk) : undefined}</Fact>
        <Fact name="Protocol">{isAll ? text(client?.protocolVersion) : undefined}</Fact>
        <Fact name="Transport">{isAll ? text(transport) : undefined}</Fact>
        <Fact name="Runtime">{isAll ? text(sdk?.runtime) : undefined}</Fact>
        <Fact name="MCP SDK">{text(sdk?.mcp)}</Fact>
        <Fact name="Language">{text(sdk?.language)}</Fact>
        <Fact name="Capabilities">{text(client?.capabilities?.join(', '))}</Fact>
        <Fact name="Incident">{identifier('incident id', incident?.id)}</Fact>
      </Facts>
    </AsidePart>
  )
}
