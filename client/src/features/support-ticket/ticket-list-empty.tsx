import type { McpServerDto } from '#shared/mcp-server.ts'
import { rolesWith } from '../../lib/roles.ts'
import { useCan } from '../../lib/use-can.ts'
import { EmptyMessage } from '../../ui/empty-message.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { NothingMatches } from './nothing-matches.tsx'
import type { ChipNames } from './search-chips.ts'
import { isNarrowed, queueOf, type TicketListSearch } from './ticket-list-search.ts'

export interface TicketListEmptyProps {
  org: string
  search: TicketListSearch
  servers: McpServerDto[]
  names: ChipNames
}

/** An empty list has four possible causes, each with its own next step. */
export function TicketListEmpty({ org, search, servers, names }: TicketListEmptyProps) {
  const canManage = useCan(org, 'manage servers')
  if (isNarrowed(search)) return <NothingMatches org={org} search={search} names={names} />
  if (servers.length === 0) {
    return (
      <EmptyMessage
        title="Start with your MCP server"
        action={
          canManage && (
            <LinkButton to="/o/$org/servers" params={{ org }} search={{ dialog: 'create' }}>
              Add an MCP server
            </LinkButton>
          )
        }
      >
        Tickets come from the users of your MCP servers.{' '}
        {canManage
          ? 'Add one, turn its support tool on and connect it with the SDK.'
          : `Only ${rolesWith('manage servers')} of this organization can add one.`}
      </EmptyMessage>
    )
  }
  if (!servers.some((server) => server.lastSeenAt)) {
    const [first] = servers
    return (
      <EmptyMessage
        title="No ticket yet: connect the SDK"
        action={
          canManage &&
          first && (
            <LinkButton to="/o/$org/servers/$slug" params={{ org, slug: first.slug }}>
              Get a key and the code
            </LinkButton>
          )
        }
      >
        No SDK has fetched its settings yet.{' '}
        {canManage ? (
          <>
            Create a server key, put it into <code>MCP_OBS_DSN</code> and attach the SDK to your MCP server
            with two lines of code.
          </>
        ) : (
          `The SDK needs a server key. Only ${rolesWith('manage servers')} of this organization can create one.`
        )}
      </EmptyMessage>
    )
  }
  if (queueOf(search) !== 'all') {
    return (
      <EmptyMessage
        title={queueOf(search) === 'unresolved' ? 'Everything is resolved' : 'No ticket here'}
        action={
          <LinkButton to="/o/$org/tickets" params={{ org }} search={{ status: 'all' }} variant="default">
            Show all tickets
          </LinkButton>
        }
      >
        New tickets appear here by themselves.
      </EmptyMessage>
    )
  }
  return (
    <EmptyMessage title="No ticket yet">
      Your server is connected. When one of its users reports a problem, the ticket appears here with the
      failing call attached.
    </EmptyMessage>
  )
}
