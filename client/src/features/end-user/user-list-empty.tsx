import type { McpServerDto } from '#shared/mcp-server.ts'
import { useCan } from '../../lib/use-can.ts'
import { EmptyMessage } from '../../ui/empty-message.tsx'
import { LinkButton } from '../../ui/link.tsx'

interface UserListEmptyProps {
  org: string
  server: McpServerDto
  isSearch: boolean
}

/** An empty list has three possible causes, each with its own next step. */
export function UserListEmpty({ org, server, isSearch }: UserListEmptyProps) {
  const canManage = useCan(org, 'manage servers')
  if (isSearch) {
    return (
      <EmptyMessage title="Nobody by that name">
        No user of this MCP server has this text in their name or e-mail address. Clear the search to see all
        users.
      </EmptyMessage>
    )
  }
  if (server.authMode === 'email') {
    return (
      <EmptyMessage
        title="The users of this MCP server do not sign in"
        action={
          canManage &&
          !server.archivedAt && (
            <LinkButton
              to="/o/$org/servers/$slug"
              params={{ org, slug: server.slug }}
              search={{ dialog: 'edit' }}
              variant="default"
            >
              Open its settings
            </LinkButton>
          )
        }
      >
        Its users are identified by “E-mail”: a user who reports a problem can give an address, and nobody has
        an account.
      </EmptyMessage>
    )
  }
  return (
    <EmptyMessage
      title="No user yet"
      action={
        <LinkButton to="/o/$org/servers/$slug" params={{ org, slug: server.slug }} variant="default">
          See how to connect
        </LinkButton>
      }
    >
      You do not invite users. When somebody adds your MCP server to their client, the client opens the
      sign-in page of this server. After signing up there, they appear here.
    </EmptyMessage>
  )
}
