import { Button, Modal, Skeleton, Stack, Text } from '@mantine/core'
import { IconPlus, IconServer2 } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { rolesWith } from '../../lib/roles.ts'
import { trpc } from '../../lib/trpc.ts'
import { useCan } from '../../lib/use-can.ts'
import { EmptyMessage } from '../../ui/empty-message.tsx'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { Page } from '../../ui/page.tsx'
import { ArchiveServer } from './archive-server.tsx'
import { ConnectServer } from './connect-server.tsx'
import { CreateServer } from './create-server.tsx'
import { EditServer } from './edit-server.tsx'
import { ServerCard } from './server-card.tsx'
import type { ServersSearch } from './servers-search.ts'

const route = getRouteApi('/o/$org/servers')

export function ServersPage() {
  const { org } = route.useParams()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const servers = useQuery(trpc.mcpServer.list.queryOptions({ org }))
  const canManage = useCan(org, 'manage servers')
  const show = (next: ServersSearch) => void navigate({ search: next })
  const close = () => show({})
  const chosen = servers.data?.find(({ slug }) => slug === search.server)
  // Links lead into dialogs, and a role can change while one is open.
  const refusal = canManage ? undefined : (
    <Text size="sm">
      Only {rolesWith('manage servers')} of this organization can add, change and archive MCP servers.
    </Text>
  )
  const create = canManage && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => show({ dialog: 'create' })}>
      Add MCP server
    </Button>
  )

  return (
    <Page
      title="MCP servers"
      description="Each MCP server has its own support tool, and keys with which its SDK connects."
      actions={servers.data && servers.data.length > 0 && create}
    >
      {servers.isPending && (
        <Stack component="output" aria-label="Loading MCP servers">
          <Skeleton height={96} />
          <Skeleton height={96} />
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
        <EmptyMessage Icon={IconServer2} title="No MCP server yet" action={create}>
          {canManage
            ? 'Add the MCP server whose users should be able to contact you. It gets an address, a support tool and keys.'
            : `Only ${rolesWith('manage servers')} of this organization can add one.`}
        </EmptyMessage>
      )}
      {servers.data && servers.data.length > 0 && (
        <Stack gap="sm" component="ul" aria-label="MCP servers" m={0} p={0}>
          {servers.data.map((server) => (
            <ServerCard key={server.slug} org={org} server={server} onShow={show} />
          ))}
        </Stack>
      )}

      <Modal opened={search.dialog === 'create'} onClose={close} title="Add MCP server" size={1080}>
        {refusal ?? (
          <CreateServer
            org={org}
            onCancel={close}
            onCreated={(slug) => show({ dialog: 'keys', server: slug })}
          />
        )}
      </Modal>
      <Modal
        opened={search.dialog === 'edit' && chosen !== undefined}
        onClose={close}
        title={`Settings of ${chosen?.name ?? ''}`}
        size={1080}
      >
        {refusal ?? (chosen && <EditServer org={org} server={chosen} onDone={close} />)}
      </Modal>
      <Modal
        opened={search.dialog === 'keys' && chosen !== undefined}
        onClose={close}
        title={`Connect ${chosen?.name ?? ''}`}
        size={760}
      >
        {chosen && <ConnectServer org={org} server={chosen} />}
      </Modal>
      <Modal
        opened={search.dialog === 'archive' && chosen !== undefined}
        onClose={close}
        title={`Archive ${chosen?.name ?? ''}?`}
      >
        {refusal ?? (chosen && <ArchiveServer org={org} server={chosen} onDone={close} />)}
      </Modal>
    </Page>
  )
}
