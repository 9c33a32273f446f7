import { Accordion, Stack } from '@mantine/core'
import { IconArchive } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { trpc } from '../../lib/trpc.ts'
import { useCan } from '../../lib/use-can.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { RestoreServer } from './restore-server.tsx'
import { ServerRow } from './server-card.tsx'
import { ServerLinks } from './server-links.tsx'

/** The archived MCP servers, folded away. Nothing is shown while there are none. */
export function ArchivedServers({ org }: { org: string }) {
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
    <Accordion
      order={2}
      styles={{ content: { paddingInline: 0 }, control: { paddingInline: 4 }, item: { borderBottom: 0 } }}
    >
      <Accordion.Item value="archived">
        <Accordion.Control icon={<IconArchive size={18} stroke={1.6} aria-hidden />}>
          Archived ({servers.data.length})
        </Accordion.Control>
        <Accordion.Panel>
          <Stack gap="sm" component="ul" aria-label="Archived MCP servers" m={0} p={0}>
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
                actions={
                  <>
                    <ServerLinks org={org} server={server} size="xs" />
                    {canManage && <RestoreServer org={org} server={server} />}
                  </>
                }
              />
            ))}
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  )
}
