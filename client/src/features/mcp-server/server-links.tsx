import type { McpServerDto } from '#shared/mcp-server.ts'
import { VisuallyHidden } from '@mantine/core'
import { IconInbox, IconUsers } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useCan } from '../../lib/use-can.ts'
import { LinkAnchor, LinkButton } from '../../ui/link.tsx'
import rows from '../../ui/rows.module.css'

interface ServerLinksProps {
  org: string
  server: McpServerDto
  /** Follows the word "Tickets". */
  count?: ReactNode
  /** In a row of a list they are text. */
  inRow?: boolean
}

/** The ways from an MCP server to its tickets and, where users sign in, to its users. */
export function ServerLinks({ org, server, count, inRow }: ServerLinksProps) {
  const { slug, name } = server
  const canReadUsers = useCan(org, 'read end-users') && hasUsers(server)
  const tickets = { to: '/o/$org/tickets', params: { org }, search: { server: slug } } as const
  const users = { to: '/o/$org/servers/$slug/users', params: { org, slug } } as const
  const ofServer = <VisuallyHidden component="span"> of {name}</VisuallyHidden>
  if (inRow) {
    return (
      <>
        <LinkAnchor {...tickets} className={rows.action ?? ''}>
          Tickets{ofServer}
        </LinkAnchor>
        {canReadUsers && (
          <LinkAnchor {...users} className={rows.action ?? ''}>
            Users{ofServer}
          </LinkAnchor>
        )}
      </>
    )
  }
  return (
    <>
      <LinkButton {...tickets} variant="default" leftSection={<IconInbox size={16} aria-hidden />}>
        Tickets{ofServer}
        {count}
      </LinkButton>
      {canReadUsers && (
        <LinkButton {...users} variant="default" leftSection={<IconUsers size={16} aria-hidden />}>
          Users{ofServer}
        </LinkButton>
      )}
    </>
  )
}

/** Whether users sign in or did so earlier. The address of the endpoint is kept after switching to e-mail. */
function hasUsers({ authMode, resourceUrl }: McpServerDto): boolean {
  return authMode === 'oauth' || resourceUrl !== null
}
