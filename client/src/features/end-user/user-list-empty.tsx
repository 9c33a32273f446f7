import type { McpServerDto } from '#shared/mcp-server.ts'
import { IconMailOff, IconUserPlus, IconUserSearch } from '@tabler/icons-react'
import { useCan } from '../../lib/use-can.ts'
import { EmptyMessage } from '../../ui/empty-message.tsx'
import { LinkButton } from '../../ui/link.tsx'

interface UserListEmptyProps {
  org: string
  server: McpServerDto
  isSearch: boolean
}

/** An empty list has three causes, and each has another next step. */
export function UserListEmpty({ org, server, isSearch }: UserListEmptyProps) {
  const canManage = useCan(org, 'manage servers')
  if (isSearch) {
    return (
      <EmptyMessage Icon={IconUserSearch} title="Nobody by that name">
        No user of this MCP server has it in their name or e-mail address. Clear the search to see all of
        them.
      </EmptyMessage>
    )
  }
  if (server.authMode === 'email') {
    return (
      <EmptyMessage
        Icon={IconMailOff}
        title="The users of this MCP server do not sign in"
        action={
          canManage && (
            <LinkButton
              to="/o/$org/servers"
              params={{ org }}
              search={{ dialog: 'edit', server: server.slug }}
              variant="default"
            >
              Open its settings
            </LinkButton>
          )
        }
      >
        It is set to “E-mail”: whoever reports a problem may leave an address, and nobody has an account.
      </EmptyMessage>
    )
  }
  return (
    <EmptyMessage
      Icon={IconUserPlus}
      title="No user yet"
      action={
        <LinkButton
          to="/o/$org/servers"
          params={{ org }}
          search={{ dialog: 'keys', server: server.slug }}
          variant="default"
        >
          See how to connect
        </LinkButton>
      }
    >
      Nobody is invited here: users come by themselves. When somebody adds your MCP server to their client,
      the client opens the sign-in page of this server, and after signing up there they appear here.
    </EmptyMessage>
  )
}
