import { Button, Modal, Skeleton, Stack } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconArrowUp, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { trpc } from '../../lib/trpc.ts'
import { useCan } from '../../lib/use-can.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { Page } from '../../ui/page.tsx'
import { Pager } from '../../ui/pager.tsx'
import { RowSkeletons } from '../../ui/row-skeletons.tsx'
import { TicketFilters } from './ticket-filters.tsx'
import { TicketListEmpty } from './ticket-list-empty.tsx'
import { TicketTable } from './ticket-table.tsx'
import { countArrivals, useTicketPage } from './use-ticket-page.ts'

const NewTicketForm = lazy(() => import('./new-ticket-form.tsx'))

const route = getRouteApi('/o/$org/tickets')

export function TicketListPage() {
  const { org } = route.useParams()
  const search = route.useSearch()
  const servers = useQuery(trpc.mcpServer.list.queryOptions({ org }))
  const { page, arrivals, shown, showArrivals } = useTicketPage(org, search)
  const canWork = useCan(org, 'work tickets')
  const [dialogOpen, dialog] = useDisclosure(false)
  const hasServers = servers.data !== undefined && servers.data.length > 0

  return (
    <Page
      title="Tickets"
      actions={
        canWork &&
        hasServers && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={dialog.open}>
            New ticket
          </Button>
        )
      }
    >
      {hasServers && <TicketFilters servers={servers.data} userName={page?.user?.name} />}
      {arrivals > 0 && (
        <Button
          variant="light"
          fullWidth
          size="sm"
          leftSection={<IconArrowUp size={16} aria-hidden />}
          onClick={showArrivals}
        >
          {countArrivals(arrivals)} — show
        </Button>
      )}
      {shown.isPending && <RowSkeletons label="Loading tickets" />}
      {shown.isError && !page && (
        <ErrorMessage
          title="The tickets could not be loaded"
          error={shown.error}
          onRetry={() => void shown.refetch()}
        />
      )}
      {page && page.tickets.length > 0 && (
        <Stack gap="sm" aria-busy={shown.isPlaceholderData}>
          <TicketTable org={org} tickets={page.tickets} />
          <Pager of="tickets" older={page.older} newer={page.newer} />
        </Stack>
      )}
      {page?.tickets.length === 0 && servers.data && (
        <TicketListEmpty org={org} search={search} servers={servers.data} />
      )}
      <Modal opened={dialogOpen} onClose={dialog.close} title="New ticket" size="lg">
        <Suspense fallback={<Skeleton height={360} />}>
          <NewTicketForm org={org} servers={servers.data ?? []} onCancel={dialog.close} />
        </Suspense>
      </Modal>
    </Page>
  )
}
