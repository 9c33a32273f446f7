import { Stack, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { trpc } from '../../lib/trpc.ts'
import { useCan } from '../../lib/use-can.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { ItemList } from '../../ui/item-list.tsx'
import { RowAction } from '../../ui/row-action.tsx'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { RestoreServer } from './restore-server.tsx'
import { ServerRow } from './server-row.tsx'

/** The archived MCP servers, folded away. Nothing is shown while there are none. */
export function ArchivedServers({ org }: { org: string }) {
  const id = useId()
  const [isOpen, setIsOpen] = useState(false)
  const canManage = useCan(org, 'manage servers')
  const servers = useQuery(trpc.mcpServer.listArchived.queryOptions({ org }))
  if (servers.isError && !servers.data) {
    return (
      <ErrorMessage
        title="The archived MCP servers could not be loaded"
        error={servers.error}
        onRetry={() => void servers.refetch()}
      />
    )
  }
  if (!servers.data || servers.data.length === 0) return null
  return (
    <Stack gap="xs">
      <Title order={2} lh={1}>
        <RowAction fw={400} aria-expanded={isOpen} aria-controls={id} onClick={() => setIsOpen(!isOpen)}>
          Archived ({servers.data.length})
        </RowAction>
      </Title>
      <div id={id}>
        {isOpen && (
          <ItemList label="Archived MCP servers">
            {servers.data.map((server) => (
              <ServerRow
                key={server.slug}
                org={org}
                server={server}
                details={
                  server.archivedAt && (
                    <>
                      Archived <TimeAgo iso={server.archivedAt} />
                    </>
                  )
                }
                actions={canManage && <RestoreServer org={org} server={server} inRow />}
              />
            ))}
          </ItemList>
        )}
      </div>
    </Stack>
  )
}
