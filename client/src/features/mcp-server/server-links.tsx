import type { McpServerDto } from '#shared/mcp-server.ts'
import { VisuallyHidden } from '@mantine/core'
import { IconInbox, IconUsers } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useCan } from '../../lib/use-can.ts'
import { LinkButton } from '../../ui/link.tsx'

interface ServerLinksProps {
  org: string
  server: McpServerDto
  size: 'xs' | 'sm'
  /** Follows the word "Tickets". */
  count?: ReactNode
}

/** The ways from an MCP server to its tickets and, where users sign in, to its users. */
export function ServerLinks({ org, server, size, count }: ServerLinksProps) {
  const { slug, name } = server
  const canReadUsers = useCan(org, 'read end-users')
  return (
    <>
      <LinkButton
        to="/o/$org/tickets"
        params={{ org }}
        search={{ server: slug }}
        variant="default"
        size={size}
        leftSection={<IconInbox size={15} aria-hidden />}
      >
        Tickets<VisuallyHidden component="span"> of {name}</VisuallyHidden>
        {count}
      </LinkButton>
      {canReadUsers && hasUsers(server) && (
        <LinkButton
          to="/o/$org/servers/$slug/users"
          params={{ org, slug }}
          variant="default"
          size={size}
          leftSection={<IconUsers size={15} aria-hidden />}
        >
          Users<VisuallyHidden component="span"> of {name}</VisuallyHidden>
        </LinkButton>
      )}
    </>
  )
}

/** Whether users sign in or did so earlier. The address of the endpoint is kept after switching to e-mail. */
function hasUsers({ authMode, resourceUrl }: McpServerDto): boolean {
  return authMode === 'oauth' || resourceUrl !== null
}
