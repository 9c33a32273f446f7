import { Button, Skeleton, Stack } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { rolesWith } from '../../lib/roles.ts'
import { trpc } from '../../lib/trpc.ts'
import { useCan } from '../../lib/use-can.ts'
import { EmptyMessage } from '../../ui/empty-message.tsx'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { ItemList } from '../../ui/item-list.tsx'
import { LazyDialog } from '../../ui/lazy-dialog.tsx'
import { Page } from '../../ui/page.tsx'
import { ArchivedServers } from './archived-servers.tsx'
import { CreateServer } from './create-server.tsx'
import { ManageRefusal } from './manage-refusal.tsx'
import { ActiveServer } from './server-row.tsx'

const route = getRouteApi('/o/$org/servers')

export function ServersPage() {
  const { org } = route.useParams()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const servers = useQuery(trpc.mcpServer.list.queryOptions({ org }))
  const canManage = useCan(org, 'manage servers')
  const close = () => void navigate({ search: {} })
  const create = canManage && (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => void navigate({ search: { dialog: 'create' } })}
    >
      Add MCP server
    </Button>
  )

  return (
    <Page
      title="MCP servers"
      count={servers.data?.length}
      description="Each MCP server has its own support tool, and keys with which its SDK connects."
      actions={servers.data?.length !== 0 && create}
    >
      {servers.isPending && (
        <Stack gap={1} component="output" aria-label="Loading MCP servers">
          <Skeleton height={44} />
          <Skeleton height={44} />
        </Stack>
      )}
      {servers.isError && !servers.data && (
        <ErrorMessage
          title="The MCP servers could not be loaded"
          error={servers.error}
          onRetry={() => void servers.refetch()}
        />
      )}
      {servers.data?.length === 0 && (
        <EmptyMessage title="No MCP server yet" action={create}>
          {canManage
            ? 'Add the MCP server whose users should be able to contact you. It gets an address, a support tool and keys.'
            : `Only ${rolesWith('manage servers')} of this organization can add one.`}
        </EmptyMessage>
      )}
      {servers.data && servers.data.length > 0 && (
        <ItemList label="MCP servers">
          {servers.data.map((server) => (
            <ActiveServer key={server.slug} org={org} server={server} />
          ))}
        </ItemList>
      )}
      {servers.data && <ArchivedServers org={org} />}

      <LazyDialog opened={search.dialog === 'create'} onClose={close} title="Add MCP server" size={1080}>
        {canManage ? (
          <CreateServer
            org={org}
            onCancel={close}
            onCreated={(slug) => void navigate({ to: '/o/$org/servers/$slug', params: { org, slug } })}
          />
        ) : (
          <ManageRefusal />
        )}
      </LazyDialog>
    </Page>
  )
}
