import type { TicketPageDto } from '#shared/support-ticket.ts'
import { Button, Group, Modal, Skeleton, Stack } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconArrowUp, IconChevronLeft, IconChevronRight, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { trpc } from '../../lib/trpc.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
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
  const [dialogOpen, dialog] = useDisclosure(false)
  const hasServers = servers.data !== undefined && servers.data.length > 0

  return (
    <Page
      title="Tickets"
      actions={
        hasServers && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={dialog.open}>
            New ticket
          </Button>
        )
      }
    >
      {hasServers && <TicketFilters servers={servers.data} />}
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
      {shown.isPending && <TicketListSkeleton />}
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
          <Pager page={page} />
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

/** Older and newer, not numbers: pages are kept by key, so that the thousandth costs as much as the first. */
function Pager({ page }: { page: TicketPageDto }) {
  const { org } = route.useParams()
  if (!page.newer && !page.older) return null
  const link = (cursor: string | undefined) => ({
    to: '/o/$org/tickets' as const,
    params: { org },
    search: (search: object) => ({ ...search, cursor }),
  })
  return (
    <Group component="nav" aria-label="Pages of tickets" justify="center" gap="xs">
      {page.newer && (
        <LinkButton
          {...link(page.newer)}
          variant="default"
          size="sm"
          leftSection={<IconChevronLeft size={16} aria-hidden />}
        >
          Newer
        </LinkButton>
      )}
      {page.older && (
        <LinkButton
          {...link(page.older)}
          variant="default"
          size="sm"
          rightSection={<IconChevronRight size={16} aria-hidden />}
        >
          Older
        </LinkButton>
      )}
    </Group>
  )
}

const SKELETON_ROWS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']

function TicketListSkeleton() {
  return (
    <Stack gap="xs" component="output" aria-label="Loading tickets">
      {SKELETON_ROWS.map((row) => (
        <Skeleton key={row} height={52} />
      ))}
    </Stack>
  )
}
